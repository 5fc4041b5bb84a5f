package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.Effect;
import dev.farrier.model.Action;
import dev.farrier.model.ActionText;
import dev.farrier.model.ActionText.SecretEncoding;
import dev.farrier.model.ActionText.SecretPlace;
import dev.farrier.model.Detection;
import dev.farrier.model.Encodings;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How what an event said enters an action, and how it does not. */
class ActionRendererTest {
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
              escalate: [{id: call, process: {argv: [call, '{group.note}', '{failed.step}']}}]
              clears: {quietFor: 1m}
              remediate:
                - name: restart
                  steps: [{action: ACTION, with: {note: '{group.note}'}}]
                  verify: {http: 'http://{resource.address}/health', status: 200}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: restart}
            spec:
              parameters: {note: {type: string}, option: {type: string, allowOptions: true, default: none}}
              process:
                argv: [restart, '{params.note}', '{params.option}']
                env: {NOTE: '{params.note}', TOKEN: '{secret.file:/etc/farrier/token}', BOTH: '{params.note} {secret.env:T}'}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: tell}
            spec:
              parameters: {note: {type: string}}
              http:
                url: 'http://{resource.address}/{params.note}?key={secret.env:KEY}'
                headers: {Note: '{params.note}', Authorization: 'Bearer {secret.env:TOKEN}'}
                body: {note: '{params.note}', key: '{secret.env:KEY}'}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: count}
            spec:
              parameters: {n: {type: integer}}
              process: {argv: [count, '{params.n}']}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: remote}
            spec:
              parameters: {note: {type: string, pattern: '[a-z-]+'}}
              process: {argv: [ssh, host, 'run {params.note}']}
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: test}
            spec:
              resources: [{name: a, site: site-1, address: 10.0.0.1}]
            """;

    /** What an event says is never looked up, whatever it looks like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{secret.env:TOKEN}",
                "{{secret.env:TOKEN}}",
                "{secret.file:/etc/shadow}",
                "}{secret.env:TOKEN}{",
                "secret.env:TOKEN",
                "env:FARRIER_TOKEN",
                "file:/etc/shadow",
                "file:",
                "$(reboot)",
                "a;b",
                "{resource.name}",
                "../../etc",
                "a b",
                "a\nb",
                "ü€𝄞"
            })
    void shouldHandOnWhateverAnEventSaysAsOnePlainArgument(String note) {
        Action.Process process = (Action.Process) action("restart", note);

        assertThat(process.argv()).containsExactly("restart", note, "none");
        assertThat(process.env().get("NOTE").parts()).containsExactly(new ActionText.Plain(note));
        assertThat(process.env().get("BOTH").parts())
                .containsExactly(
                        new ActionText.Plain(note + " "),
                        new ActionText.Secret(SecretPlace.ENV, "T", SecretEncoding.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{secret.env:TOKEN}", "\"}, {\"x\": \"", "{{secret.env:KEY}}", "a&key=b"})
    void shouldNotLetAnEventAddSecretsOrShapeToARequest(String note) {
        Action.HttpCall call = ((Action.Http) action("tell", note)).call();

        assertThat(call.url().parts())
                .containsExactly(
                        new ActionText.Plain("http://10.0.0.1/" + Encodings.percent(note, "") + "?key="),
                        new ActionText.Secret(SecretPlace.ENV, "KEY", SecretEncoding.PATH));
        assertThat(call.headers().get("Note").parts()).containsExactly(new ActionText.Plain(note));
        assertThat(call.headers().get("Authorization").parts())
                .containsExactly(
                        new ActionText.Plain("Bearer "),
                        new ActionText.Secret(SecretPlace.ENV, "TOKEN", SecretEncoding.NONE));
        assertThat(call.body().parts())
                .containsExactly(
                        new ActionText.Plain("{\"note\":\"" + Encodings.json(note) + "\",\"key\":\""),
                        new ActionText.Secret(SecretPlace.ENV, "KEY", SecretEncoding.JSON),
                        new ActionText.Plain("\"}"));
    }

    @Test
    void shouldNotLetAnEventBeginAnotherHeader() {
        Action.HttpCall call = ((Action.Http) action("tell", "a\r\nHost: evil\0b")).call();

        assertThat(call.headers().get("Note")).hasToString("a Host: evil b");
    }

    @Test
    void shouldWriteAReferenceButNoValueIntoWhatPeopleRead() {
        assertThat(Play.audits(detect("tell", "x")).toString())
                .contains("http://10.0.0.1/x?key={secret.env:KEY}")
                .doesNotContain("SECRET");
    }

    @ParameterizedTest
    @CsvSource({"restart, --now, {params.note}", "restart, -, {params.note}", "remote, --now, run {params.note}"})
    void shouldRefuseAValueThatWouldBeAnOption(String action, String note, String argument) {
        List<Effect> effects = detect(action, note);

        assertThat(Play.commands(effects)).noneMatch(command -> command.step().equals(action));
        assertThat(Play.audits(effects)).anySatisfy(audit -> {
            assertThat(audit.reason()).isEqualTo(Reason.RENDER_FAILED);
            assertThat(audit.detail())
                    .startsWith("parameter note: '" + note + "' begins with '-'")
                    .contains("'" + argument + "' would be an option")
                    .contains("allowOptions");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "remote, 'a b', 'parameter note: ''a b'' is not allowed: it does not match [a-z-]+'",
        "count, many, 'parameter n: ''many'' is not allowed: it is no integer'",
        "restart, 'a\0b', 'parameter note: it has a character NUL, which no argument can hold'",
        "restart, --now, 'parameter note: ''--now'' begins with ''-'', so that ''{params.note}'' would be an option; only a"
                + " parameter with allowOptions may'",
    })
    void shouldTellInAuditAndStoryWhichParameterWasRefused(String action, String note, String detail) {
        List<Effect> effects = detect(action.equals("count") ? "count', with: {n: '{group.note}'}}]  #" : action, note);

        assertThat(Play.audits(effects)).anySatisfy(audit -> {
            assertThat(audit.reason()).isEqualTo(Reason.RENDER_FAILED);
            assertThat(audit.rung()).isEqualTo("restart");
            assertThat(audit.step()).isEqualTo(action);
            assertThat(audit.detail()).isEqualTo(detail);
        });
        assertThat(told(effects)).anySatisfy(done -> {
            assertThat(done.step()).isEqualTo(action);
            assertThat(done.kind()).isEqualTo(OutcomeKind.FAILED);
            assertThat(done.detail()).isEqualTo(detail);
        });
    }

    /** Whatever comes of the failure: without this the story would not have it. */
    @ParameterizedTest
    @CsvSource({"continue, ''", "rollback, 'rollback: [{action: restart, with: {note: x}}]'"})
    void shouldTellOfARefusedParameterAlsoWhereTheRungGoesOn(String onFailure, String rollback) {
        String step = "remote', with: {note: '{group.note}'}, onFailure: " + onFailure + "}]\n      " + rollback
                + "\n      #";

        assertThat(told(detect(step, "a b")))
                .anySatisfy(done -> assertThat(done.detail()).startsWith("parameter note: 'a b' is not allowed"));
    }

    private static List<Incident.CommandResult> told(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.PublishIncident.class::isInstance)
                .flatMap(effect -> ((Effect.PublishIncident) effect).incident().history().stream())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"restart, a-b", "restart, a --now", "remote, x-now"})
    void shouldAllowADashInside(String action, String note) {
        assertThat(Play.commands(detect(action, note))).isNotEmpty();
    }

    @Test
    void shouldAllowAnOptionWhereTheActionDoes() {
        Action.Process process =
                (Action.Process) action("restart', with: {note: x, option: '{group.note}'}}]  #", "--now");

        assertThat(process.argv()).containsExactly("restart", "x", "--now");
    }

    @Test
    void shouldCallAPersonWhateverAnEventSays() {
        assertThat(Play.commands(detect("restart", "--now")))
                .singleElement()
                .satisfies(command -> assertThat(((Action.Process) command.action()).argv())
                        .containsExactly("call", " --now", "restart"));
    }

    private static Action action(String name, String note) {
        return Play.commands(detect(name, note)).getFirst().action();
    }

    private static List<Effect> detect(String action, String note) {
        Play play = new Play(compiled(action));
        return play.apply(new Detection(
                "stuck", "c1", Labels.of("host", "a", "note", note), play.now, 1, List.of("logs"), "it", List.of(), 0));
    }

    private static Bundle compiled(String action) {
        CompileResult compiled = PolicyCompiler.compile(
                new TreeMap<>(Map.of("test.yaml", POLICIES.replace("ACTION", "'" + action + "'"))), "c1");
        return Objects.requireNonNull(
                compiled.bundle(), () -> compiled.problems().toString());
    }
}
