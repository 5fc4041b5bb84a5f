package dev.farrier.stream.topology;

import dev.farrier.decide.Decider;
import dev.farrier.decide.DeciderSettings;
import dev.farrier.decide.DeciderState;
import dev.farrier.decide.Effect;
import dev.farrier.decide.StateRecord;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Tick;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The shell around {@link Decider}: state in from and out to its store, effects to their topics. To its own log it appends
 * that it has begun, and ticks: one each second, and at once while something is left to do; one is on its way at most, so
 * that the log itself shows when it is read late.
 */
final class DecideProcessor implements Processor<byte[], byte[], byte[], Object> {
    private static final Duration LOOK_AT_TIMERS_EVERY = Duration.ofMillis(20);
    private static final long TICK_EVERY = 1_000;

    record Deps(
            Policies policies,
            Topics topics,
            DeciderSettings settings,
            List<String> callSites,
            CommandSigner signer,
            DecisionMeter meter) {
        Deps {
            callSites = List.copyOf(callSites);
        }
    }

    private final Deps deps;
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private final RecordCodec<StateRecord> records = RecordCodec.of(StateRecord.class);
    private final EffectWriter writer;
    private @Nullable ProcessorContext<byte[], Object> context;
    private @Nullable KeyValueStore<String, byte[]> store;
    private DeciderState state = new DeciderState();
    private @Nullable Decider decider;
    private boolean begun;
    private boolean tickOnItsWay;
    private long tickAt;
    private @Nullable Cancellable schedule;

    DecideProcessor(Deps deps) {
        this.deps = deps;
        this.writer = new EffectWriter(deps.topics(), deps.signer());
    }

    @Override
    public void init(ProcessorContext<byte[], Object> newContext) {
        context = newContext;
        store = newContext.getStateStore(CoreTopology.STATE);
        List<StateRecord> written = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> written.add(records.decode(entry.value)));
        }
        state = DeciderState.restore(written);
        decider = new Decider(deps.policies(), state, deps.settings());
        deps.meter().halted(decider.halted());
        if (schedule != null) {
            schedule.cancel(); // of the task that begins again here; Kafka Streams keeps it
        }
        begun = false;
        tickOnItsWay = false;
        tickAt = 0;
        schedule = newContext.schedule(
                LOOK_AT_TIMERS_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> askForTime(newContext, now));
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        DeciderInput input = inputs.decode(in.value());
        if (input instanceof Tick) {
            tickOnItsWay = false;
        }
        List<Effect> effects = Objects.requireNonNull(decider).apply(in.timestamp(), input);
        KeyValueStore<String, byte[]> to = Objects.requireNonNull(store);
        state.drainChanges((key, record) -> {
            if (record == null) {
                to.delete(key);
            } else {
                to.put(key, records.encode(record));
            }
        });
        deps.meter().input(input);
        if (input instanceof Tick) {
            deps.meter().standing(Objects.requireNonNull(decider), in.timestamp());
        }
        if (input instanceof OperatorInput) {
            deps.meter().halted(Objects.requireNonNull(decider).halted());
        }
        for (Effect effect : effects) {
            writer.write(effect, in.timestamp(), Objects.requireNonNull(context));
            deps.meter().effect(effect);
        }
    }

    private void askForTime(ProcessorContext<byte[], Object> out, long now) {
        if (!begun) {
            begun = true;
            append(
                    out,
                    new CoreStarted(
                            deps.signer().keyId(),
                            deps.settings().startWithin(),
                            deps.settings().lossGrace(),
                            deps.callSites()),
                    now);
        }
        Decider asked = Objects.requireNonNull(decider);
        boolean due = now - tickAt >= TICK_EVERY
                || asked.hasBacklog()
                || asked.nextDue().orElse(Long.MAX_VALUE) <= now;
        if (due && !tickOnItsWay) {
            tickOnItsWay = true;
            tickAt = now;
            append(out, new Tick(), now);
        }
    }

    private void append(ProcessorContext<byte[], Object> out, DeciderInput input, long now) {
        out.forward(new Record<>(null, inputs.encode(input), now), CoreTopology.TICKS);
    }
}
