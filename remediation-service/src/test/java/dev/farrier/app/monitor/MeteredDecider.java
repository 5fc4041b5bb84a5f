package dev.farrier.app.monitor;

import dev.farrier.decide.Decider;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.DetectionBuilder;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.SlotType;
import dev.farrier.model.Tick;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.PolicyCompiler;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** A decider whose inputs and effects are metered as in the service, with one worker at each site that the test speaks for. */
final class MeteredDecider {
    static final long START = 1_800_000_000_000L;

    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final MetricsReporter reporter = new MetricsReporter(registry, () -> Instant.ofEpochMilli(this.now));
    final Bundle bundle;
    private final DeciderState state = new DeciderState();
    private final List<String> sites;
    private final int slots;
    private final Function<Command, OutcomeKind> worker;
    Decider decider;
    long now = START;

    /** @param worker how each command ends; null: it does not */
    MeteredDecider(String policies, List<String> sites, int slots, Function<Command, OutcomeKind> worker) {
        this.bundle = Objects.requireNonNull(
                PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", policies)), "c1")
                        .bundle(),
                "the policies cannot be used");
        this.sites = sites;
        this.slots = slots;
        this.worker = worker;
        reporter.registerDecider();
        restart();
        apply(new OperatorInput.BundleActivated(bundle.commit()));
        apply(new BundleUsable(bundle.commit()));
        sites.forEach(site -> {
            apply(new OperatorInput.SiteSeen(site));
            apply(report(site, false));
        });
        for (int i = 0; i < 6; i++) {
            tick(); // the gauges follow within 5 s
        }
    }

    /** The decider's task begins anew with the state that it has. */
    void restart() {
        reporter.taskClosed();
        decider = new Decider(commit -> bundle, state);
        reporter.restored(decider);
    }

    WorkerReport report(String site, boolean draining) {
        TreeMap<String, Integer> all = new TreeMap<>();
        for (SlotType type : SlotType.values()) {
            all.put(type.name(), slots);
        }
        return new WorkerReport(
                instance(site),
                site,
                site,
                WorkerReport.PROTOCOL,
                "test",
                all,
                List.of("http", "process", "script", "waitUntil"),
                List.of("key"),
                List.of(),
                draining,
                false,
                false);
    }

    private static WorkerInstance instance(String site) {
        return new WorkerInstance("w-" + site, 1);
    }

    /** All was read up to now, and every worker was heard. */
    void tick() {
        tick(true);
    }

    void tick(boolean heard) {
        now += 1_000;
        apply(new Tick());
        apply(new OperatorProgress(now));
        for (String site : sites) {
            apply(new SiteProgress(site, now, heard ? List.of(instance(site).toString()) : List.of()));
        }
    }

    void detect(String policy, String host, long time) {
        apply(DetectionBuilder.builder()
                .policy(policy)
                .commit(bundle.commit())
                .group(Labels.of("host", host))
                .time(time)
                .firstEvent(time)
                .count(1)
                .sources(List.of("api"))
                .because("it broke")
                .samples(List.of())
                .annotations(Labels.empty())
                .build());
    }

    void apply(DeciderInput first) {
        Deque<DeciderInput> inputs = new ArrayDeque<>(List.of(first));
        while (!inputs.isEmpty()) {
            DeciderInput input = inputs.remove();
            List<Effect> effects = decider.apply(now, input);
            reporter.input(input);
            if (input instanceof Tick) {
                reporter.standing(decider, now);
            }
            for (Effect effect : effects) {
                reporter.effect(effect);
                if (effect instanceof Effect.SendCommand send) {
                    end(send.command(), inputs);
                } else if (effect instanceof Effect.RevokeCommand revoke) {
                    inputs.add(revoke.claim());
                }
            }
        }
    }

    private void end(Command command, Deque<DeciderInput> inputs) {
        OutcomeKind kind = worker.apply(command);
        if (kind != null) {
            inputs.add(outcome(command, OutcomeKind.CLAIMED));
            inputs.add(outcome(command, kind));
        }
    }

    private Outcome outcome(Command command, OutcomeKind kind) {
        return new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                command.worker().toString(),
                kind,
                now,
                kind == OutcomeKind.SUCCEEDED ? 0 : 1,
                "",
                "");
    }
}
