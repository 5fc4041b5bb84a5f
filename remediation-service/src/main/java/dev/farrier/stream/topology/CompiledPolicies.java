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
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compiles each bundle that becomes active, on the caller's thread, and then swaps it in as a whole. */
public final class CompiledPolicies implements ActivePolicies, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledPolicies.class);

    /** Older bundles have no signals in flight. */
    private static final int MAX_EARLIER_BUNDLES = 50;

    /** Detectors in the index; beyond that the oldest is dropped. */
    private static final int MAX_DETECTORS = 200_000;

    private static final Bundle NONE = new Bundle(
            "",
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>());

    private record DetectorKey(String policy, String detector) {}

    private final Bundles all;
    private final MatchListener listener;
    private final PatternEngine engine;
    private final AvroDecoderFactory avro;
    /** Detector → the newest commit that has it. Guarded by itself. */
    private final Map<DetectorKey, String> commitOf = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DetectorKey, String> eldest) {
            return size() > MAX_DETECTORS;
        }
    };

    /** Stream threads wait for it. */
    private volatile CountDownLatch first = new CountDownLatch(0);

    private volatile boolean indexing;
    private volatile boolean closed;
    private volatile @Nullable CompiledBundle current;

    /** Without Hyperscan and without Avro. */
    public CompiledPolicies(Bundles all, MatchListener listener) {
        this(all, listener, PatternEngine.PORTABLE, AvroDecoderFactory.NONE);
    }

    /**
     * @param all every known commit, for incidents that were opened under an earlier one
     * @param avro for sources of format avro
     */
    public CompiledPolicies(Bundles all, MatchListener listener, PatternEngine engine, AvroDecoderFactory avro) {
        this.all = all;
        this.listener = listener;
        this.engine = engine;
        this.avro = avro;
    }

    /** To be called with every bundle that becomes active, never on a stream thread. */
    public void activate(Bundle bundle) {
        CompiledBundle loaded = new CompiledBundle(bundle, listener, engine, avro);
        bundle.policies().values().forEach(policy -> index(policy, bundle.commit(), true));
        CompiledBundle before = current;
        current = loaded;
        if (before != null) {
            before.close();
        }
    }

    /** Stream threads that start from now on do nothing before {@link #begin}. */
    public void hold() {
        first = new CountDownLatch(1);
    }

    /** To be called after the first {@link #activate}, or when there are no policies. */
    public void begin() {
        first.countDown();
    }

    /** Stream threads that still wait for the first policies fail. */
    public void stop() {
        closed = true;
        first.countDown();
    }

    @Override
    public void awaitFirst() {
        try {
            first.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closed) {
            throw new IllegalStateException("the service stops before its first policies are compiled");
        }
    }

    /** To be called when no stream thread runs any more. */
    @Override
    public void close() {
        stop();
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
     * Indexes, on a thread of its own, commits that became active before this process started: their signals may still be in
     * flight. Until that is done, a signal of an unknown detector waits.
     *
     * @param commits the newest first
     */
    public void indexEarlierBundles(List<String> commits) {
        indexing = true;
        Thread.ofPlatform().daemon().name("farrier-earlier-policies").start(() -> {
            commits.stream().limit(MAX_EARLIER_BUNDLES).forEach(this::indexEarlierBundle);
            indexing = false;
        });
    }

    private void indexEarlierBundle(String commit) {
        while (!closed) {
            try {
                all.bundle(commit).policies().values().forEach(policy -> index(policy, commit, false));
                return;
            } catch (UnknownCommitException e) {
                if (all.usability(commit).state() != Usability.Availability.UNDECIDED) {
                    return; // its signals can't be evaluated here
                }
            } catch (RuntimeException e) {
                LOG.warn("the policies of bundle {} can't be used and are skipped: {}", commit, e.toString());
                return;
            }
        }
    }

    private void index(Policy policy, String commit, boolean newest) {
        synchronized (commitOf) {
            DetectorKey key = new DetectorKey(policy.name(), policy.detectorHash());
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
        // Read before the index: it becomes false only after the last entry was added.
        boolean complete = !indexing;
        String commit;
        synchronized (commitOf) {
            commit = commitOf.get(new DetectorKey(policy, detector));
        }
        if (commit != null) {
            return Optional.of(all.bundle(commit));
        }
        if (!complete) {
            throw new UnknownCommitException("earlier bundles are still being indexed for policy " + policy);
        }
        return Optional.empty();
    }
}
