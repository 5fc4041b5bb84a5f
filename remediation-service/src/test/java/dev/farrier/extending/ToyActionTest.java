package dev.farrier.extending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.FirstCommand;
import dev.farrier.execute.worker.OneWorker;
import dev.farrier.model.Action;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.action.ActionType;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An action type that Farrier does not have: from the policy file to the executor. */
class ToyActionTest {
    private static final String POLICY = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: logs}
            spec:
              topic: logs
              format: line
              pattern: '^(?P<host>\\S+) (?P<message>.*)$'
              event: {kind: log, message: message, labels: [host]}
              liveness: {expectEvery: 1m, by: [host]}
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: hosts}
            spec:
              resources:
                - {name: a, address: 10.0.0.1, site: site-1}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              match:
                - {name: m, sources: [logs], matchers: ['message="stuck"']}
              detect: {each: {of: m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              escalate: [{beep: {text: nobody knows}}]
              clears: {quietFor: 1m}
              remediate:
                - name: wake
                  steps: [{beep: BEEP}]
                  verify: {quietFor: 3m}
            """;

    @TempDir
    Path folder;

    private Extensions extensions;

    @BeforeEach
    void register() throws IOException {
        extensions = ToyExtensions.with(ActionType.class, BeepAction.class, folder);
    }

    @Test
    void shouldGoFromThePolicyToTheExecutor() throws Exception {
        CompileResult compiled = compile("{text: 'wake up, {resource.name}', times: 2}");
        assertThat(compiled.problems()).isEmpty();

        Command command = FirstCommand.of(compiled.bundle(), "stuck", Map.of("host", "a"), "beep");
        assertThat(command.action().type()).isEqualTo("beep");
        assertThat(((Action.Process) command.action()).argv()).containsExactly("2");

        Outcome outcome = OneWorker.run(folder, command, extensions);
        assertThat(outcome.kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        assertThat(outcome.output()).isEqualTo("wake up, a\nwake up, a\n");
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThat(compile("{times: 11, txt: x}").problems())
                .extracting(Object::toString)
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).contains("is 11: it must be from 1 to 10"),
                        problem -> assertThat(problem)
                                .contains("unknown key 'txt'")
                                .contains("did you mean 'text'?"));
    }

    @Test
    void shouldBeUnknownUnlessItIsRegistered() {
        assertThat(PolicyCompiler.compile(files("{text: x}"), "c1").problems())
                .extracting(Object::toString)
                .anySatisfy(problem -> assertThat(problem).contains("unknown key 'beep'"));
    }

    private CompileResult compile(String beep) {
        return PolicyCompiler.compile(files(beep), "c1", extensions);
    }

    private static TreeMap<String, String> files(String beep) {
        return new TreeMap<>(Map.of("p.yaml", POLICY.replace("BEEP", beep)));
    }
}
