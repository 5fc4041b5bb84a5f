package dev.farrier.stream.core;

import dev.farrier.decide.Decider;
import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.StateRecord;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Tick;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.stream.Topics;
import dev.farrier.stream.runtime.ForeignKeyException;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.topology.ActivePolicies;
import dev.farrier.stream.topology.StageListener;
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
 * Runs the {@link Decider}: reads and writes its state store, and sends effects to their topics. To the decider's log it appends
 * that it has started, which policies it can use, and ticks: one a second, and at once while there is a backlog. At most one
 * tick is in flight, so that the log itself shows when it is read late.
 */
final class DecideProcessor implements Processor<byte[], byte[], byte[], Object> {
    private static final Duration CHECK_TIMERS_EVERY = Duration.ofMillis(20);
    private static final long TICK_EVERY = 1_000;

    /** How long a core with a foreign key reads on before it gives up the task: the log may hold a rotation of the key. */
    private static final long YIELD_AFTER = 10_000;

    record DecideContext(
            ActivePolicies policies,
            Topics topics,
            DeciderSettings settings,
            List<String> callSites,
            CommandSigner signer,
            StageListener listener,
            StateRebuild rebuild) {
        DecideContext {
            callSites = List.copyOf(callSites);
        }
    }

    private final DecideContext deps;
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private final RecordCodec<StateRecord> records = RecordCodec.of(StateRecord.class);
    private final EffectWriter writer;
    private final BundleAdmission admission;
    private @Nullable ProcessorContext<byte[], Object> context;
    private @Nullable KeyValueStore<String, byte[]> store;
    private DeciderState state = new DeciderState();
    private @Nullable Decider decider;
    private boolean started;
    private boolean tickInFlight;
    private long tickAt;
    /** Since when this core is known to sign with another key than the deployment's, epoch milliseconds; 0: it does not. */
    private long foreignSince;

    private @Nullable Cancellable schedule;

    DecideProcessor(DecideContext deps) {
        this.deps = deps;
        this.admission = new BundleAdmission(deps.policies());
        this.writer = new EffectWriter(deps.topics(), deps.signer());
    }

    @Override
    public void init(ProcessorContext<byte[], Object> newContext) {
        context = newContext;
        KeyValueStore<String, byte[]> opened = newContext.getStateStore(CoreTopology.STATE);
        store = opened;
        if (opened.approximateNumEntries() == 0) { // exact for a store in memory
            deps.policies().awaitFirst();
            deps.rebuild().fold().forEach(record -> opened.put(record.key(), records.encode(record)));
        }
        Decider restored = restore(opened);
        deps.policies().awaitFirst();
        deps.listener().restored(restored);
        deps.listener().halted(restored.halts());
        if (schedule != null) {
            schedule.cancel(); // when a task is revived, Kafka Streams keeps its schedules
        }
        started = false;
        tickInFlight = false;
        tickAt = 0;
        foreignSince = 0;
        schedule = newContext.schedule(CHECK_TIMERS_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> {
            admitBundles(newContext, now);
            scheduleTick(newContext, now);
        });
    }

    private Decider restore(KeyValueStore<String, byte[]> from) {
        List<byte[]> written = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = from.all()) {
            all.forEachRemaining(entry -> written.add(entry.value));
        }
        // All processors: nothing is decided meanwhile, and a hundred thousand open incidents take seconds.
        state = DeciderState.restore(
                written.parallelStream().map(records::decode).toList());
        Decider made = new Decider(deps.policies(), state, deps.settings());
        decider = made;
        return made;
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        DeciderInput input = inputs.decode(in.value());
        ProcessorContext<byte[], Object> out = Objects.requireNonNull(context);
        if (input instanceof Tick) {
            tickInFlight = false;
            deps.rebuild().forget();
            requireKey(out.currentSystemTimeMs());
        }
        try {
            apply(in.timestamp(), input, out);
        } catch (UnknownCommitException e) {
            // A bundle that is gone must not stop the others: its refusal is appended and applied before this input.
            Decider before = restore(Objects.requireNonNull(store));
            BundleRefused refused = admission.lostBundle(before).orElseThrow(() -> e);
            append(out, refused, in.timestamp());
            apply(in.timestamp(), refused, out);
            process(in);
            return;
        }
        admitBundles(out, out.currentSystemTimeMs());
    }

    /** While this core holds the task with a foreign key, no command is sent; another core may have the right one. */
    private void requireKey(long now) {
        String own = deps.signer().keyId();
        String foreign = Objects.requireNonNull(decider).keyMismatch();
        if (foreign.isEmpty() || !foreign.equals(own)) {
            foreignSince = 0;
        } else if (foreignSince == 0) {
            foreignSince = now;
        } else if (now - foreignSince >= YIELD_AFTER) {
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
            deps.listener().halted(Objects.requireNonNull(decider).halts());
        }
        for (Effect effect : effects) {
            writer.send(effect, time, out);
            deps.listener().effect(effect);
        }
    }

    private void admitBundles(ProcessorContext<byte[], Object> out, long now) {
        for (DeciderInput input : admission.evaluate(now, Objects.requireNonNull(decider))) {
            append(out, input, now);
        }
    }

    private void scheduleTick(ProcessorContext<byte[], Object> out, long now) {
        if (!started) {
            started = true;
            append(
                    out,
                    new CoreStarted(
                            deps.signer().keyId(),
                            deps.settings().startWithin(),
                            deps.settings().lossGrace(),
                            deps.callSites(),
                            deps.settings().hosts()),
                    now);
        }
        Decider asked = Objects.requireNonNull(decider);
        boolean due = now - tickAt >= TICK_EVERY
                || asked.hasBacklog()
                || asked.nextDue().orElse(Long.MAX_VALUE) <= now;
        if (due && !tickInFlight) {
            tickInFlight = true;
            tickAt = now;
            append(out, new Tick(), now);
        }
    }

    private void append(ProcessorContext<byte[], Object> out, DeciderInput input, long time) {
        out.forward(new Record<>(null, inputs.encode(input), time), CoreTopology.TICKS);
    }
}
