package dev.farrier.stream.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.detect.DetectorEngine.TaskAssignment;
import dev.farrier.match.MatchIndex;
import dev.farrier.match.MatchListener;
import dev.farrier.model.Alert;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.client.AppliedLog;
import dev.farrier.stream.runtime.PreCommitHook;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.topology.Brain;
import dev.farrier.stream.topology.CompiledPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The detectors' store is empty, although signals were applied. */
class DetectRebuildTest {
    private static final long T = 1_700_000_000_000L;
    private static final Bundle BUNDLE = Brain.compile("""
            kind: Source
            metadata: {name: app}
            spec: {receiver: events, liveness: {expectEvery: 1m, by: [host], maxLag: 1s}}
            ---
            kind: Source
            metadata: {name: prometheus}
            spec: {receiver: alertmanager, liveness: {expectEvery: 5m, maxLag: 1s, watchdog: ['alertname="Watchdog"']}}
            ---
            kind: Inventory
            metadata: {name: i}
            spec: {resources: [{name: never, site: s, labels: {role: r}}]}
            """ + policy("alert", """
              match: [{name: m, sources: [prometheus], matchers: [name=Down]}]
              detect: {each: {of: m}, groupBy: [host]}
              clears: resolved
            """) + policy("sustained-alert", """
              match: [{name: m, sources: [prometheus], matchers: [name=Down]}]
              detect: {sustained: {of: m, for: 1m}, groupBy: [host]}
              clears: resolved
            """)
            + policy("match", """
              match: [{name: m, sources: [app], matchers: [name=bad]}, {name: w, sources: [app], matchers: [name=well]}]
              detect: {each: {of: m}, groupBy: [host]}
              clears: {of: w}
            """) + policy("sustained", """
              match: [{name: m, sources: [app], matchers: [name=bad]}, {name: w, sources: [app], matchers: [name=well]}]
              detect: {sustained: {of: m, for: 1m}, groupBy: [host]}
              clears: {of: w}
            """) + policy("absence", """
              match: [{name: m, sources: [app], matchers: [name=beat]}]
              detect: {absence: {of: m, for: 1m}, groupBy: [host]}
            """) + policy("expected", """
              match: [{name: m, sources: [app], matchers: [name=beat]}]
              detect: {absence: {of: m, for: 1m, expected: {role: r}}, groupBy: [host]}
            """)
            + policy("window", """
              match: [{name: m, sources: [app], matchers: [name=rare]}]
              detect: {threshold: {count: 3, within: 1h}, groupBy: [host]}
              clears: {quietFor: 1m}
            """));

    private final CompiledPolicies policies = new CompiledPolicies(commit -> BUNDLE, MatchListener.NONE);
    private final MatchIndex match = MatchIndex.compile(BUNDLE);
    private final List<Record<byte[], byte[]>> applied = new ArrayList<>();
    private int ids;

    private static String policy(String name, String spec) {
        return "---\nkind: RemediationPolicy\nmetadata: {name: " + name + "}\nspec:\n" + spec
                + "  target: {resource: '{group.host}'}\n  escalate: [{process: {argv: ['true']}}]\n";
    }

    /** Detect with this store; what it forwards is taken out. */
    private final class Task {
        private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
        private final DetectProcessor processor;

        Task(KeyValueStore<String, byte[]> store, DetectRebuild.AppliedSignals log) {
            context.setCurrentSystemTimeMs(T);
            store.init(context.getStateStoreContext(), store);
            PreCommitHook hook =
                    PreCommitHook.builder(CoreTopology.BEFORE_COMMIT).build();
            hook.init(context.getStateStoreContext(), hook);
            processor = new DetectProcessor(TestCore.detect(policies, 1, log));
            processor.init(context);
        }

        List<DeciderInput> apply(List<Record<byte[], byte[]>> signals) {
            signals.forEach(processor::process);
            commit();
            List<DeciderInput> out = context.forwarded().stream()
                    .map(forwarded -> RecordCodec.of(DeciderInput.class)
                            .decode(forwarded.record().value()))
                    .toList();
            context.resetForwards();
            return out;
        }

        void commit() {
            PreCommitHook hook = context.getStateStore(CoreTopology.BEFORE_COMMIT);
            hook.flushCache();
        }
    }

    private static KeyValueStore<String, byte[]> emptyStore() {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(CoreTopology.GROUPS), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
    }

    private void replay(int partition, long from, AppliedLog.InputHandler<Signal> to) {
        for (int i = (int) from; i < applied.size(); i++) {
            Record<byte[], byte[]> record = applied.get(i);
            to.accept(i, record.timestamp(), RecordCodec.of(Signal.class).decode(record.value()));
        }
    }

    private List<Record<byte[], byte[]>> event(String host, String name, long time) {
        return matched(Event.of("app/0/" + ids++, "app", EventKind.EVENT, time, name, "", Map.of("host", host)));
    }

    private List<Record<byte[], byte[]>> alert(String fingerprint, boolean firing, long time) {
        Alert alert = new Alert(fingerprint, firing, T, time);
        Map<String, String> host = Map.of("host", "h");
        return matched(new Event(
                "a/" + ids++, "prometheus", EventKind.ALERT, time, "Down", "", "", Labels.copyOf(host), null, alert));
    }

    private List<Record<byte[], byte[]>> matched(Event event) {
        return match.match(event).stream()
                .map(matched -> record(matched, event.time()))
                .toList();
    }

    private List<Record<byte[], byte[]>> marker(long time) {
        TreeMap<String, Long> heard = new TreeMap<>(Map.of(Labels.key(Labels.of("host", "other")), time));
        TreeMap<String, Long> watchdog = new TreeMap<>(Map.of("", time));
        return List.of(record(
                new ProgressMarker(List.of(
                        new SourceProgress("app", "t", 0, 1, time, time, heard),
                        new SourceProgress("prometheus", "u", 0, 1, time, time, watchdog))),
                time));
    }

    private static Record<byte[], byte[]> record(Signal signal, long time) {
        return new Record<>(null, RecordCodec.of(Signal.class).encode(signal), time);
    }

    @BeforeEach
    void applySignals() {
        policies.activate(BUNDLE);
        applied.addAll(event("h", "beat", T));
        applied.addAll(event("h", "bad", T));
        applied.addAll(event("h", "rare", T));
        applied.addAll(event("h", "rare", T + 1));
        applied.addAll(alert("f1", true, T));
        applied.addAll(alert("f2", true, T + 1));
        for (int second = 1; second < 100; second++) {
            applied.addAll(marker(T + 1_000 * second));
        }
    }

    private List<Record<byte[], byte[]>> later(List<Record<byte[], byte[]>> signals, long time) {
        List<Record<byte[], byte[]>> all = new ArrayList<>(signals);
        all.addAll(marker(time));
        return all;
    }

    @Test
    void shouldGoOnAsWithTheStateThatWasLost() {
        KeyValueStore<String, byte[]> kept = emptyStore();
        List<DeciderInput> before = new Task(kept, DetectRebuild.AppliedSignals.NONE).apply(applied);
        assertThat(before)
                .filteredOn(Detection.class::isInstance)
                .extracting(input -> ((Detection) input).policy())
                .containsExactlyInAnyOrder(
                        "alert", "alert", "match", "sustained", "sustained-alert", "absence", "expected", "expected");

        Task goesOn = new Task(kept, DetectRebuild.AppliedSignals.NONE);
        Task lost = new Task(emptyStore(), this::replay);
        List<DeciderInput> told = new ArrayList<>();
        for (List<Record<byte[], byte[]>> signals : List.of(
                later(alert("f1", false, T + 101_000), T + 102_000),
                later(alert("f2", false, T + 103_000), T + 104_000),
                later(event("h", "well", T + 105_000), T + 106_000),
                later(event("h", "beat", T + 107_000), T + 108_000),
                later(event("h", "rare", T + 109_000), T + 110_000))) {
            List<DeciderInput> now = lost.apply(signals);
            assertThat(now).isEqualTo(goesOn.apply(signals));
            told.addAll(now);
        }
        assertThat(told)
                .filteredOn(input -> input instanceof Evidence evidence && evidence.clearedAt() > 0)
                .extracting(input -> ((Evidence) input).policy() + " " + (((Evidence) input).clearedAt() - T))
                .containsExactlyInAnyOrder(
                        "alert 103000",
                        "sustained-alert 103000",
                        "match 105000",
                        "sustained 105000",
                        "absence 107000",
                        "expected 107000");
        assertThat(told)
                .filteredOn(Detection.class::isInstance)
                .extracting(input -> ((Detection) input).policy())
                .containsExactly("window");
    }

    @Test
    void shouldGiveWhatNeverSpokeTheFullTimeAgainAndStillTellWhenItSpeaks() {
        Task lost = new Task(emptyStore(), this::replay);
        long again = T + 200_000;
        List<DeciderInput> told = new ArrayList<>();
        for (int second = 0; second <= 62; second++) {
            told.addAll(lost.apply(marker(again + 1_000 * second)));
        }
        assertThat(told)
                .filteredOn(Detection.class::isInstance)
                .singleElement()
                .satisfies(
                        detection -> assertThat(((Detection) detection).group()).containsEntry("host", "never"));

        Task another = new Task(emptyStore(), this::replay);
        assertThat(another.apply(later(event("never", "beat", again), again + 1_000)))
                .filteredOn(input -> input instanceof Evidence evidence && evidence.clearedAt() == again)
                .isNotEmpty();
    }

    @Test
    void shouldReadTheSignalsAgainOnlyOnce() {
        KeyValueStore<String, byte[]> store = emptyStore();
        List<Long> asked = new ArrayList<>();
        DetectRebuild.AppliedSignals nothing = (partition, from, to) -> asked.add(from);
        new Task(store, nothing).apply(marker(T));

        new Task(store, nothing).apply(marker(T + 1_000));
        assertThat(asked).as("no group has any state yet").containsExactly(0L);
    }

    @Test
    void shouldGoOnWhereItWasInterrupted() {
        List<Long> asked = new ArrayList<>();
        DetectRebuild rebuild = new DetectRebuild(
                (partition, from, to) -> {
                    asked.add(from);
                    replay(partition, from, (offset, at, signal) -> {
                        if (offset == 50 && asked.size() == 1) {
                            throw new IllegalStateException("Kafka is away");
                        }
                        to.accept(offset, at, signal);
                    });
                },
                policies);
        assertThatThrownBy(() -> rebuild.fold(TaskAssignment.WHOLE)).hasMessage("Kafka is away");
        rebuild.fold(TaskAssignment.WHOLE);
        assertThat(asked).containsExactly(0L, 50L);

        KeyValueStore<String, byte[]> store = emptyStore();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        rebuild.write(0, store);
        Task interrupted = new Task(store, DetectRebuild.AppliedSignals.NONE);
        Task lost = new Task(emptyStore(), this::replay);
        List<Record<byte[], byte[]>> end = later(event("h", "well", T + 105_000), T + 106_000);
        assertThat(interrupted.apply(end)).isEqualTo(lost.apply(end));
    }
}
