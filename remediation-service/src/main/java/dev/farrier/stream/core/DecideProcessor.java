package dev.farrier.stream.core;

import dev.farrier.stream.topology.ActivePolicies;
import dev.farrier.stream.topology.StageListener;
import dev.farrier.decide.Decider;
import dev.farrier.decide.DeciderSettings;
import dev.farrier.decide.DeciderState;
import dev.farrier.decide.Effect;
import dev.farrier.decide.StateRecord;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Tick;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.stream.Topics;
import dev.farrier.stream.runtime.ForeignKeyException;
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
 * that it has begun, its word on which policies can be used, and ticks: one each second, and at once while something is left
 * to do; one is on its way at most, so that the log itself shows when it is read late.
 */
final class DecideProcessor implements Processor<byte[], byte[], byte[], Object> {
    private static final Duration LOOK_AT_TIMERS_EVERY = Duration.ofMillis(20);
    private static final long TICK_EVERY = 1_000;

    /** So long a core with a foreign key reads on before it gives the task up: a rotation of the key may be in the log. */
    private static final long GIVE_UP_AFTER = 10_000;

    record Deps(
            ActivePolicies policies,
            Topics topics,
            DeciderSettings settings,
            List<String> callSites,
            CommandSigner signer,
            StageListener listener) {
        Deps {
            callSites = List.copyOf(callSites);
        }
    }

    private final Deps deps;
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private final RecordCodec<StateRecord> records = RecordCodec.of(StateRecord.class);
    private final EffectWriter writer;
    private final BundleAdmission trials;
    private @Nullable ProcessorContext<byte[], Object> context;
    private @Nullable KeyValueStore<String, byte[]> store;
    private DeciderState state = new DeciderState();
    private @Nullable Decider decider;
    private boolean begun;
    private boolean tickOnItsWay;
    private long tickAt;
    /** Since when this core's key is known not to be the deployment's, by the system's clock; 0: it is the deployment's. */
    private long foreignSince;

    private @Nullable Cancellable schedule;

    DecideProcessor(Deps deps) {
        this.deps = deps;
        this.trials = new BundleAdmission(deps.policies());
        this.writer = new EffectWriter(deps.topics(), deps.signer());
    }

    @Override
    public void init(ProcessorContext<byte[], Object> newContext) {
        context = newContext;
        store = newContext.getStateStore(CoreTopology.STATE);
        deps.listener().halted(restore(store).halted());
        if (schedule != null) {
            schedule.cancel(); // of the task that begins again here; Kafka Streams keeps it
        }
        begun = false;
        tickOnItsWay = false;
        tickAt = 0;
        foreignSince = 0;
        schedule = newContext.schedule(LOOK_AT_TIMERS_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> {
            tryBundles(newContext, now);
            askForTime(newContext, now);
        });
    }

    private Decider restore(KeyValueStore<String, byte[]> from) {
        List<StateRecord> written = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = from.all()) {
            all.forEachRemaining(entry -> written.add(records.decode(entry.value)));
        }
        state = DeciderState.restore(written);
        Decider made = new Decider(deps.policies(), state, deps.settings());
        decider = made;
        return made;
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        DeciderInput input = inputs.decode(in.value());
        ProcessorContext<byte[], Object> out = Objects.requireNonNull(context);
        if (input instanceof Tick) {
            tickOnItsWay = false;
            requireKey(out.currentSystemTimeMs());
        }
        try {
            apply(in.timestamp(), input, out);
        } catch (UnknownCommitException e) {
            // What can't be found must not hold up everybody: first the word that it can't be, then the same again
            Decider before = restore(Objects.requireNonNull(store));
            BundleRefused refused = trials.lostBundle(before).orElseThrow(() -> e);
            out.forward(new Record<>(null, inputs.encode(refused), in.timestamp()), CoreTopology.TICKS);
            apply(in.timestamp(), refused, out);
            process(in);
            return;
        }
        tryBundles(out, out.currentSystemTimeMs());
    }

    /** Another core may have the key: as long as this one holds the task, nothing is handed out. */
    private void requireKey(long now) {
        String own = deps.signer().keyId();
        String foreign = Objects.requireNonNull(decider).keyMismatch();
        if (foreign.isEmpty() || !foreign.equals(own)) {
            foreignSince = 0;
        } else if (foreignSince == 0) {
            foreignSince = now;
        } else if (now - foreignSince >= GIVE_UP_AFTER) {
            throw new ForeignKeyException(own);
        }
    }

    @Override
    public void close() {
        deps.listener().taskClosed();
    }

    private void apply(long time, DeciderInput input, ProcessorContext<byte[], Object> out) {
        List<Effect> effects = Objects.requireNonNull(decider).apply(time, input);
        KeyValueStore<String, byte[]> to = Objects.requireNonNull(store);
        state.drainChanges((key, record) -> {
            if (record == null) {
                to.delete(key);
            } else {
                to.put(key, records.encode(record));
            }
        });
        deps.listener().input(input);
        if (input instanceof Tick) {
            deps.listener().standing(Objects.requireNonNull(decider), time);
        }
        if (input instanceof OperatorInput) {
            deps.listener().halted(Objects.requireNonNull(decider).halted());
        }
        for (Effect effect : effects) {
            writer.write(effect, time, out);
            deps.listener().effect(effect);
        }
    }

    private void tryBundles(ProcessorContext<byte[], Object> out, long now) {
        for (DeciderInput word : trials.evaluate(now, Objects.requireNonNull(decider))) {
            out.forward(new Record<>(null, inputs.encode(word), now), CoreTopology.TICKS);
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
