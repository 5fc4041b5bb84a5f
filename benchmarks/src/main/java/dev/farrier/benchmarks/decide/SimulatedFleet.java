package dev.farrier.benchmarks.decide;

import dev.farrier.decide.Decider;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.StateRecord;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.OutcomeBuilder;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Progress;
import dev.farrier.model.Resource;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.SlotType;
import dev.farrier.model.Tick;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.serde.RecordCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A decider whose fleet is ill: one incident a host, of which a budget lets ten be worked on at a time. */
final class SimulatedFleet {
    /** Inputs of {@link #markers}. */
    static final int MARKERS = 3;

    static final String SITE = "local";
    static final WorkerInstance WORKER = new WorkerInstance("w1", 1);
    private static final String POLICIES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: logs}
            spec: {receiver: events}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              match: [{name: stuck, sources: [logs], matchers: ['name="stuck"']}, {name: well, sources: [logs], matchers: ['name="well"']}]
              detect: {each: {of: stuck}, groupBy: [host]}
              clears: {of: well}
              target: {resource: '{group.host}'}
              guards: {staleAfter: 1d, cooldown: 0s, rateLimit: [{max: 3, per: 1h, by: [target]}]}
              remediate:
                - name: restart
                  risk: disruptive
                  steps: [{process: {argv: ['true']}}]
                  verify: {http: 'http://{resource.address}/health', within: 10m}
              escalate: [{process: {argv: ['true']}}]
            ---
            apiVersion: farrier.dev/v1
            kind: DisruptionBudget
            metadata: {name: hosts}
            spec: {selector: {all: true}, maxDisrupted: 10, callAfter: 1d}
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: hosts}
            spec: {resources: [{name: h0, site: local, address: 127.0.0.1}]}
            """;

    private final int open;
    private final Bundle bundle;
    private final DeciderState state = new DeciderState();
    private final Decider decider;
    private final RecordCodec<StateRecord> codec = RecordCodec.of(StateRecord.class);
    private final Deque<Command> sent = new ArrayDeque<>();
    private long now = 1_800_000_000_000L;
    private int detected;

    /** @param more hosts that are well at first */
    SimulatedFleet(int open, int more) {
        this.open = open;
        bundle = compile(POLICIES, open + more);
        decider = new Decider(commit -> bundle, state);
        apply(new CoreStarted("key", 60_000, 30_000, List.of()));
        apply(new OperatorInput.BundleActivated(bundle.commit()));
        apply(new BundleUsable(bundle.commit()));
        apply(new OperatorInput.SiteSeen(SITE));
        apply(report());
        tick();
        markers();
    }

    /** The policies with an inventory of so many hosts, {@code h0} and so on. */
    static Bundle compile(String text, int hosts) {
        Bundle compiled = Objects.requireNonNull(
                PolicyCompiler.compile(new TreeMap<>(Map.of("fleet.yaml", text)), "benchmark")
                        .bundle(),
                "the benchmark's policies do not compile");
        TreeMap<String, Resource> resources = new TreeMap<>();
        for (int i = 0; i < hosts; i++) {
            resources.put("h" + i, new Resource("h" + i, "hosts", SITE, "127.0.0.1", Labels.empty(), new TreeMap<>()));
        }
        return new Bundle(
                compiled.commit(),
                compiled.sources(),
                compiled.policies(),
                compiled.actions(),
                resources,
                compiled.budgets(),
                compiled.stormBreakers(),
                new TreeMap<>());
    }

    static WorkerReport report() {
        TreeMap<String, Integer> slots = new TreeMap<>();
        for (SlotType type : SlotType.values()) {
            slots.put(type.name(), 100);
        }
        return new WorkerReport(
                WORKER,
                "w1",
                SITE,
                WorkerReport.PROTOCOL,
                "benchmark",
                slots,
                List.of("http", "process", "script", "waitUntil"),
                List.of("key"),
                List.of(),
                false,
                false,
                false);
    }

    void openAll() {
        for (int i = 0; i < open; i++) {
            detectAnother();
        }
        if (state.openIncidents().size() != open || sent.isEmpty()) {
            throw new IllegalStateException(
                    state.openIncidents().size() + " incidents are open and " + sent.size() + " commands were sent");
        }
    }

    /** One more host is ill: its incident waits for the budget. */
    private void detectAnother() {
        String host = "h" + detected++;
        apply(new Detection(
                "stuck", bundle.commit(), Labels.of("host", host), now, 1, List.of("logs"), "it", List.of(), 0));
    }

    /** So little time passes that no timer is due. */
    void tick() {
        now++;
        apply(new Tick());
    }

    void markers() {
        apply(new OperatorProgress(now));
        apply(new SiteProgress(SITE, now, List.of(WORKER.toString())));
        apply(new Progress(0, new TreeMap<>(Map.of("logs", now)), new TreeMap<>()));
    }

    /** One more host falls ill, another one is healed, and the next one's rung begins. */
    void heal() {
        detectAnother();
        Command step = sent.remove();
        finish(step);
        Command probe = sent.removeLast();
        finish(probe);
    }

    private void finish(Command command) {
        apply(outcome(command, OutcomeKind.CLAIMED));
        apply(outcome(command, OutcomeKind.SUCCEEDED));
    }

    private DeciderInput outcome(Command command, OutcomeKind kind) {
        return OutcomeBuilder.builder()
                .command(command.id())
                .incident(command.incident())
                .site(SITE)
                .worker(WORKER.toString())
                .kind(kind)
                .at(now)
                .exitCode(0)
                .output("")
                .detail("")
                .build();
    }

    private void apply(DeciderInput input) {
        for (Effect effect : decider.apply(now, input)) {
            if (effect instanceof Effect.SendCommand send) {
                sent.add(send.command());
            }
        }
        state.drainChanges((key, record) -> {
            if (record != null) {
                codec.encode(record);
            }
        });
    }

    /** The whole state as it stands in the store. */
    List<byte[]> written() {
        List<byte[]> all = new ArrayList<>();
        state.records().forEach(record -> all.add(codec.encode(record)));
        return all;
    }

    /** As after a restart. */
    void restore(List<byte[]> written) {
        List<StateRecord> records = new ArrayList<>();
        written.forEach(value -> records.add(codec.decode(value)));
        Decider restored = new Decider(commit -> bundle, DeciderState.restore(records));
        restored.apply(now, new Tick());
    }
}
