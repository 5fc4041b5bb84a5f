package dev.farrier.stream.topology;

import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.match.MatchListener;
import dev.farrier.match.PatternEngine;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.Policy;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.Usability;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes each bundle that comes into force ready for the stream, on the thread that brings it, then swaps it whole. */
public final class CompiledPolicies implements ActivePolicies, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledPolicies.class);

    /** Older ones than these have no signals on their way. */
    private static final int RECALLED = 50;

    /** Different detectors that are known; the oldest makes room. */
    private static final int DETECTORS = 200_000;

    private static final Bundle NONE =
            new Bundle("", new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    private record Key(String policy, String detector) {}

    private final Bundles all;
    private final MatchListener counters;
    private final PatternEngine engine;
    private final AvroDecoderFactory avro;
    /** The newest commit with this detector; its own lock. */
    private final Map<Key, String> commitOf = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
            return size() > DETECTORS;
        }
    };

    private volatile boolean recalling;
    private volatile boolean closed;
    private volatile @Nullable CompiledBundle current;

    /** Asks one pattern after the other, and reads no Avro. */
    public CompiledPolicies(Bundles all, MatchListener counters) {
        this(all, counters, PatternEngine.PORTABLE, AvroDecoderFactory.NONE);
    }

    /**
     * @param all every commit that is at hand, for incidents that were opened under an earlier one
     * @param engine for the patterns that policies look for
     * @param avro for sources of format avro
     */
    public CompiledPolicies(Bundles all, MatchListener counters, PatternEngine engine, AvroDecoderFactory avro) {
        this.all = all;
        this.counters = counters;
        this.engine = engine;
        this.avro = avro;
    }

    /** To be called with every bundle that comes into force, never on a stream thread. */
    public void activate(Bundle bundle) {
        CompiledBundle loaded = new CompiledBundle(bundle, counters, engine, avro);
        bundle.policies().values().forEach(policy -> index(policy, bundle.commit(), true));
        CompiledBundle before = current;
        current = loaded;
        if (before != null) {
            before.close();
        }
    }

    /** To be called when no stream runs any more. */
    @Override
    public void close() {
        closed = true;
        CompiledBundle last = current;
        if (last != null) {
            last.close();
        }
    }

    @Override
    public CompiledBundle current() {
        CompiledBundle loaded = current;
        if (loaded == null) {
            throw new IllegalStateException("no policies have been loaded yet");
        }
        return loaded;
    }

    @Override
    public Bundle inForce() {
        CompiledBundle loaded = current;
        return loaded == null ? NONE : loaded.bundle();
    }

    @Override
    public Bundle bundle(String commit) {
        return all.bundle(commit);
    }

    @Override
    public Usability usability(String commit) {
        return all.usability(commit);
    }

    @Override
    public boolean superseded(String commit) {
        return all.superseded(commit);
    }

    /**
     * Looks through commits that came into force before this process began: their signals may still be on their way. Until it
     * has, a signal of an unknown detector waits.
     *
     * @param commits the newest first
     */
    public void indexEarlierBundles(List<String> commits) {
        recalling = true;
        Thread.ofPlatform().daemon().name("farrier-earlier-policies").start(() -> {
            commits.stream().limit(RECALLED).forEach(this::indexEarlierBundles);
            recalling = false;
        });
    }

    private void indexEarlierBundles(String commit) {
        while (!closed) {
            try {
                all.bundle(commit).policies().values().forEach(policy -> index(policy, commit, false));
                return;
            } catch (UnknownCommitException e) {
                if (all.usability(commit).state() != Usability.Availability.UNDECIDED) {
                    return; // its signals can't be judged by anybody here
                }
            } catch (RuntimeException e) {
                LOG.warn("the policies of bundle {} are passed over: {}", commit, e.toString());
                return;
            }
        }
    }

    private void index(Policy policy, String commit, boolean newest) {
        synchronized (commitOf) {
            Key key = new Key(policy.name(), policy.detectorHash());
            if (newest) {
                commitOf.put(key, commit);
            } else {
                commitOf.putIfAbsent(key, commit);
            }
        }
    }

    @Override
    public Optional<Bundle> withDetector(String policy, String detector) {
        CompiledBundle loaded = current;
        Policy inForce = loaded == null ? null : loaded.bundle().policies().get(policy);
        if (loaded != null && inForce != null && inForce.detectorHash().equals(detector)) {
            return Optional.of(loaded.bundle());
        }
        // In this order: it ends recalling when all is in the index
        boolean complete = !recalling;
        String commit;
        synchronized (commitOf) {
            commit = commitOf.get(new Key(policy, detector));
        }
        if (commit != null) {
            return Optional.of(all.bundle(commit));
        }
        if (!complete) {
            throw new UnknownCommitException("earlier policies are still being looked through for policy " + policy);
        }
        return Optional.empty();
    }
}
