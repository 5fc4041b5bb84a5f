package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Action;
import dev.farrier.model.Command;
import dev.farrier.model.Detection;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.Compiled;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How what an event said enters an action, and how it does not. */
class RenderingTest {
    private static final String POLICIES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: logs}
            spec:
              topic: logs
              format: line
              pattern: '^(?P<host>\\S+) (?P<note>\\S+) (?P<message>.*)$'
              event: {kind: log, message: message, labels: [host, note]}
              liveness: {expectEvery: 1m, by: [host]}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              match:
                - {name: m, sources: [logs], matchers: ['message="stuck"']}
              detect: {each: {of: m}, groupBy: [host, note]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 1m}
              remediate:
                - name: restart
                  steps: [{action: restart, with: {note: '{group.note}'}}]
                  verify: {http: 'http://{resource.address}/health', status: 200}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: restart}
            spec:
              parameters: {note: {type: string}}
              process:
                argv: [restart, '{params.note}']
                env: {NOTE: '{params.note}', TOKEN: 'file:/etc/farrier/token'}
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: test}
            spec:
              resources: [{name: a, site: site-1, address: 10.0.0.1}]
            """;

    private final Play play = new Play(compiled());

    @ParameterizedTest
    @ValueSource(strings = {"env:FARRIER_TOKEN", "file:/etc/shadow", "file:"})
    void shouldRefuseAReferenceToASecretThatAnEventBrings(String note) {
        List<Effect> effects = detect(note);

        assertThat(Play.commands(effects)).isEmpty();
        assertThat(Play.audits(effects)).anySatisfy(audit -> {
            assertThat(audit.reason()).isEqualTo(Reason.RENDER_FAILED);
            assertThat(audit.detail()).contains("NOTE").contains("written out in the policy");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"$(reboot)", "a;b", "{resource.name}", "../../etc", "-rf", "a b", "ü€𝄞"})
    void shouldHandOnAnythingElseAsOneArgument(String note) {
        Command command = Play.commands(detect(note)).getFirst();

        Action.Process process = (Action.Process) command.action();
        assertThat(process.argv()).containsExactly("restart", note);
        assertThat(process.env()).containsEntry("NOTE", note);
    }

    @Test
    void shouldLeaveTheReferenceThatThePolicyWritesOutToTheExecutor() {
        Action.Process process =
                (Action.Process) Play.commands(detect("x")).getFirst().action();
        assertThat(process.env()).containsEntry("TOKEN", "file:/etc/farrier/token");
    }

    private List<Effect> detect(String note) {
        return play.apply(new Detection(
                "stuck", "c1", Labels.of("host", "a", "note", note), play.now, 1, List.of("logs"), "it", List.of(), 0));
    }

    private static Bundle compiled() {
        Compiled compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("test.yaml", POLICIES)), "c1");
        return Objects.requireNonNull(
                compiled.bundle(), () -> compiled.problems().toString());
    }
}
