package dev.farrier.stream.topology;

import dev.farrier.match.MatchCounters;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.Policy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes each bundle that comes into force ready for the stream, on the thread that brings it, then swaps it whole. */
public final class FollowedPolicies implements Policies {
    /** Signals of an earlier commit may still be on their way; older ones than this are not. */
    private static final int KEPT = 8;

    private final Bundles all;
    private final MatchCounters counters;
    private final Deque<Bundle> recent = new ArrayDeque<>();
    private volatile @Nullable LoadedBundle current;

    /** @param all every commit that is at hand, for incidents that were opened under an earlier one */
    public FollowedPolicies(Bundles all, MatchCounters counters) {
        this.all = all;
        this.counters = counters;
    }

    /** To be called with every bundle that comes into force, never on a stream thread. */
    public void follow(Bundle bundle) {
        LoadedBundle loaded = new LoadedBundle(bundle, counters);
        synchronized (recent) {
            recent.addFirst(bundle);
            if (recent.size() > KEPT) {
                recent.removeLast();
            }
        }
        current = loaded;
    }

    @Override
    public LoadedBundle current() {
        LoadedBundle loaded = current;
        if (loaded == null) {
            throw new IllegalStateException("no policies have been loaded yet");
        }
        return loaded;
    }

    @Override
    public Bundle bundle(String commit) {
        return all.bundle(commit);
    }

    @Override
    public Optional<Bundle> withDetector(String policy, String detector) {
        synchronized (recent) {
            return recent.stream()
                    .filter(bundle -> {
                        Policy found = bundle.policies().get(policy);
                        return found != null && found.detectorHash().equals(detector);
                    })
                    .findFirst();
        }
    }
}
