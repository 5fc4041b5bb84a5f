package dev.farrier.stream.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.match.MatchIndex;
import dev.farrier.match.MatchListener;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.runtime.PreCommitHook;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.topology.Brain;
import dev.farrier.stream.topology.CompiledPolicies;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/**
 * When a transaction can't be committed, Kafka Streams restores the task's stores and calls {@code init} of the same
 * processor again. What it knew was never so.
 */
class RevivedTaskTest {
    private static final long T = 1_700_000_000_000L;
    private static final Bundle BUNDLE = Brain.compile("""
            kind: Source
            metadata: {name: app}
            spec: {receiver: events, liveness: {expectEvery: 1m}}
            ---
            kind: RemediationPolicy
            metadata: {name: often}
            spec:
              match: [{name: m, sources: [app], matchers: [name=bad]}]
              detect: {threshold: {count: 3, within: 5m}, groupBy: [host]}
              clears: {quietFor: 1m}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
            """);

    private final CompiledPolicies policies = new CompiledPolicies(commit -> BUNDLE, MatchListener.NONE);
    private final MatchIndex match = MatchIndex.compile(BUNDLE);

    private static MockProcessorContext<byte[], byte[]> task() {
        MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
        context.setCurrentSystemTimeMs(T);
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(CoreTopology.GROUPS), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        PreCommitHook beforeCommit =
                PreCommitHook.builder(CoreTopology.BEFORE_COMMIT).build();
        beforeCommit.init(context.getStateStoreContext(), beforeCommit);
        return context;
    }

    private void bad(DetectProcessor processor, int number) {
        Event event = Event.of("app/0/" + number, "app", EventKind.EVENT, T + number, "bad", "", Map.of("host", "a"));
        for (MatchedEvent matched : match.match(event)) {
            processor.process(new Record<>(null, RecordCodec.of(Signal.class).encode(matched), T + number));
        }
    }

    @Test
    void shouldCountOnlyWhatItsStoreHas() {
        policies.activate(BUNDLE);
        DetectProcessor processor = new DetectProcessor(TestCore.detect(policies, 1));
        processor.init(task());
        bad(processor, 1);
        bad(processor, 2);

        MockProcessorContext<byte[], byte[]> again = task();
        processor.init(again);
        bad(processor, 2);
        bad(processor, 3);
        assertThat(again.forwarded()).as("the first one was never counted").isEmpty();
        bad(processor, 4);
        assertThat(again.forwarded()).hasSize(1);
    }
}
