package dev.farrier.stream.topology;

import dev.farrier.ingest.format.avro.AvroDecoders;
import dev.farrier.match.MatchCounters;
import dev.farrier.match.PatternEngine;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.Policy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes each bundle that comes into force ready for the stream, on the thread that brings it, then swaps it whole. */
public final class FollowedPolicies implements Policies, AutoCloseable {
    /** Signals of an earlier commit may still be on their way; older ones than this are not. */
    private static final int KEPT = 8;

    private final Bundles all;
    private final MatchCounters counters;
    private final PatternEngine engine;
    private final AvroDecoders avro;
    private final Deque<Bundle> recent = new ArrayDeque<>();
    private volatile @Nullable LoadedBundle current;

    /** Asks one pattern after the other, and reads no Avro. */
    public FollowedPolicies(Bundles all, MatchCounters counters) {
        this(all, counters, PatternEngine.PORTABLE, AvroDecoders.NONE);
    }

    /**
     * @param all every commit that is at hand, for incidents that were opened under an earlier one
     * @param engine for the patterns that policies look for
     * @param avro for sources of format avro
     */
    public FollowedPolicies(Bundles all, MatchCounters counters, PatternEngine engine, AvroDecoders avro) {
        this.all = all;
        this.counters = counters;
        this.engine = engine;
        this.avro = avro;
    }

    /** To be called with every bundle that comes into force, never on a stream thread. */
    public void follow(Bundle bundle) {
        LoadedBundle loaded = new LoadedBundle(bundle, counters, engine, avro);
        synchronized (recent) {
            recent.addFirst(bundle);
            if (recent.size() > KEPT) {
                recent.removeLast();
            }
        }
        LoadedBundle before = current;
        current = loaded;
        if (before != null) {
            before.close();
        }
    }

    /** To be called when no stream runs any more. */
    @Override
    public void close() {
        LoadedBundle last = current;
        if (last != null) {
            last.close();
        }
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
