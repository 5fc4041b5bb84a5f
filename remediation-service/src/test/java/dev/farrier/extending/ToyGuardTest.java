package dev.farrier.extending;

import static dev.farrier.policy.keys.YamlTypes.positiveDuration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.Decider;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.guard.Guard;
import dev.farrier.decide.guard.GuardContext;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.model.Tick;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.GuardType;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.explain.Explanation;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToyGuardTest {
    private static final long START = 1_800_000_000_000L;

    private static final String POLICY = """
            kind: Source
            metadata: {name: logs}
            spec: {topic: logs, format: line, pattern: '^(?P<host>\\S+) (?P<message>.*)$', event: {kind: log, message: message, labels: [host]}, liveness: {expectEvery: 1m}}
            ---
            kind: Inventory
            metadata: {name: edge}
            spec: {resources: [{name: a, site: s, address: 10.0.0.1}]}
            ---
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              mode: shadow
              match: [{name: full, sources: [logs], matchers: ['message=~".*full.*"']}]
              detect: {each: {of: full}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 2m}
              guards: {rest: %s}
              remediate: [{name: restart, steps: [{process: {argv: [restart]}}]}]
              escalate: [{process: {argv: [call]}}]
            """;

    /** Defers the first rung until the incident has been open for some time. */
    public static final class RestGuard implements Guard {
        private static final YamlKey<Duration> KEY = new YamlKey<>(
                "rest",
                positiveDuration(Durations.MAX),
                false,
                null,
                "How long an incident rests. Default: it does not rest.");

        @Override
        public String name() {
            return "rest";
        }

        @Override
        public List<YamlKey<?>> keys() {
            return List.of(KEY);
        }

        @Override
        public @Nullable Object read(@Nullable MapReader guards, Risk risk, ResourceLabels labels) {
            return guards == null ? null : guards.find(KEY);
        }

        @Override
        public List<String> explain(Guards guards, Risk risk) {
            return guards.setting("rest") instanceof Duration rest
                    ? List.of("the incident was opened less than " + Durations.format(rest) + " ago: waits")
                    : List.of();
        }

        @Override
        public GuardResult check(GuardContext context) {
            if (!context.isFirstRung() || !(context.guards().setting("rest") instanceof Duration rest)) {
                return GuardResult.ACT;
            }
            long until = context.incident().openedAt() + rest.toMillis();
            return context.now() < until
                    ? GuardResult.deferUntil(until, Reason.AWAITING_EVIDENCE, "it rests")
                    : GuardResult.ACT;
        }
    }

    @TempDir
    private Path directory;

    private final DeciderState state = new DeciderState();

    private Bundle bundle(String rest) throws IOException {
        CompileResult compiled = compile(rest);
        return Objects.requireNonNull(
                compiled.bundle(), () -> compiled.problems().toString());
    }

    private CompileResult compile(String rest) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(GuardType.class.getName()), RestGuard.class.getName());
        URL[] jar = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(jar, getClass().getClassLoader())) {
            return PolicyCompiler.compile(
                    new TreeMap<>(Map.of("p.yaml", POLICY.formatted(rest))), "c", Extensions.load(loader));
        }
    }

    @Test
    void shouldDeferTheFirstRung() throws IOException {
        Bundle bundle = bundle("90s");
        Decider decider = new Decider(commit -> bundle, state);
        decider.apply(START, new OperatorInput.BundleActivated("c"));
        decider.apply(START, new BundleUsable("c"));
        decider.apply(
                START,
                new Detection("stuck", "c", Labels.of("host", "a"), START, 1, List.of("logs"), "it", List.of(), 0));

        Incident resting = state.openIncidents().getFirst();
        assertThat(resting.state()).isEqualTo(IncidentState.DEFERRED);
        assertThat(resting.reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
        assertThat(resting.until()).isEqualTo(START + 90_000);

        List<Effect> effects = decider.apply(START + 90_000, new Tick());
        assertThat(effects)
                .anyMatch(effect -> effect instanceof Effect.PublishAudit audit
                        && audit.audit().reason() == Reason.SHADOW
                        && audit.audit().step().equals("process"));
    }

    @Test
    void shouldExplainItself() throws IOException {
        Bundle bundle = bundle("90s");

        assertThat(Explanation.of(
                        bundle, Objects.requireNonNull(bundle.policies().get("stuck"))))
                .contains("    - the incident was opened less than 1m30s ago: waits");
    }

    @Test
    void shouldReportAValueOfTheWrongType() throws IOException {
        assertThat(compile("soon").problems())
                .anyMatch(problem -> problem.message().contains("spec.guards.rest"));
    }
}
