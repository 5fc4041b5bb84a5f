package dev.farrier.stream.core;

import dev.farrier.detect.DetectorEngine;
import dev.farrier.detect.DetectorEngine.TaskAssignment;
import dev.farrier.detect.state.HeapGroupStore;
import dev.farrier.model.Signal;
import dev.farrier.stream.client.AppliedLog;
import dev.farrier.stream.topology.ActivePolicies;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Makes the detectors' state of a partition again from its signals when the state is gone. Without it detect would know neither
 * which alerts fire nor which symptoms stand: their end, which Alertmanager reports once, would be told to nobody, and stronger
 * rungs would run on a machine that is well. What the detectors say was said when the signals were applied first, so it is dropped
 * here.
 *
 * <p>It outlives the tasks that ask for it, as {@link StateRebuild} does. For several threads.
 */
final class DetectRebuild {
    /** What core has applied, as far as there is a record of it. */
    @FunctionalInterface
    interface AppliedSignals {
        AppliedSignals NONE = (partition, from, to) -> {};

        /** Hands over each signal of a partition from this offset on. */
        void replay(int partition, long from, AppliedLog.InputHandler<Signal> to);
    }

    /** A store with this key is as the signals have left it; most partitions have no group for most of the time. */
    private static final String BEGUN = "begun";

    private static final byte[] PRESENT = {};

    private final AppliedSignals signals;
    private final ActivePolicies policies;
    private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();

    DetectRebuild(AppliedSignals signals, ActivePolicies policies) {
        this.signals = signals;
        this.policies = policies;
    }

    static boolean isNeeded(KeyValueStore<String, byte[]> store) {
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            return !all.hasNext();
        }
    }

    /** Applies again what was applied. It writes nothing: it may take longer than a transaction may be open. */
    void fold(TaskAssignment assignment) {
        partitions
                .computeIfAbsent(assignment.partition(), number -> new Partition(assignment))
                .fold();
    }

    /** Writes what {@link #fold} has found into an empty store. */
    void write(int partition, KeyValueStore<String, byte[]> to) {
        Partition folded = partitions.get(partition);
        if (folded != null) {
            folded.write(to);
        }
        if (!policies.inForce().commit().isEmpty()) {
            to.put(BEGUN, PRESENT);
        }
    }

    /** What was written is committed. */
    void forget(int partition) {
        partitions.remove(partition);
    }

    private final class Partition {
        private final TaskAssignment assignment;
        private HeapGroupStore store = new HeapGroupStore();
        private DetectorEngine engine;
        private long next;

        Partition(TaskAssignment assignment) {
            this.assignment = assignment;
            this.engine = newEngine();
        }

        private DetectorEngine newEngine() {
            // What is left out was counted when the signals were applied first.
            return new DetectorEngine(assignment, store, policies::withDetector, (what, policy) -> {});
        }

        synchronized void fold() {
            signals.replay(assignment.partition(), next, (offset, at, signal) -> {
                apply(signal, at);
                next = offset + 1;
            });
            engine.expectAnew();
            engine.flush();
        }

        private void apply(Signal signal, long at) {
            try {
                engine.onSignal(DetectProcessor.asOf(at, signal), policies.inForce(), at);
            } catch (RuntimeException e) {
                // It may have ended in the middle of a signal.
                store = new HeapGroupStore();
                engine = newEngine();
                next = 0;
                throw e;
            }
        }

        synchronized void write(KeyValueStore<String, byte[]> to) {
            store.range("", "~", Integer.MAX_VALUE).forEach(entry -> to.put(entry.key(), entry.value()));
        }
    }
}
