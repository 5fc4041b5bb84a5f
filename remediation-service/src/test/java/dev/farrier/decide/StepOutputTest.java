package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.farrier.decide.command.OutputExtractor;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.action.OutputPlace;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that a step takes out of its output, and pauses that differ. */
class StepOutputTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "pod=(\\S+), -, pod=web-1 node=n1, web-1",
                "n\\d+, -, pod=web-1 node=n12, n12",
                "pod=(\\S+), -, nothing, -",
                "-, /items/0/name, `{\"items\": [{\"name\": \"web-1\"}]}`, web-1",
                "-, /count, `{\"count\": 3}`, 3",
                "-, /version, `{\"version\": 1.10}`, 1.10",
                "-, /id, `{\"id\": 12345678901234567890.25}`, 12345678901234567890.25",
                "-, /n, `{\"n\": 1e999999999}`, 1E+999999999",
                "-, /ok, `{\"ok\": true}`, true",
                "-, /items, `{\"items\": []}`, -",
                "-, /no, `{\"no\": null}`, -",
                "-, /other, {}, -",
                "-, /a, no JSON, -",
                "-, /a, ``, -"
            })
    void shouldTakeAValueOut(String regex, String pointer, String output, String value) {
        OutputPlace place = new OutputPlace(regex == null ? null : Pattern.compile(regex), pointer);
        assertThat(OutputExtractor.extract(new TreeMap<>(Map.of("x", place)), output))
                .isEqualTo(value == null ? Map.of() : Map.of("x", value));
    }

    @Test
    void shouldNotCutAValue() {
        OutputPlace place = new OutputPlace(Pattern.compile("a+"), null);
        TreeMap<String, OutputPlace> places = new TreeMap<>(Map.of("x", place));
        assertThat(OutputExtractor.extract(places, "a".repeat(OutputExtractor.LONGEST)))
                .hasSize(1);
        assertThat(OutputExtractor.extract(places, "a".repeat(OutputExtractor.LONGEST + 1)))
                .isEmpty();
    }

    private static Step step(String action, int retries, Duration jitter, Map<String, OutputPlace> outputs) {
        return new Step(
                action,
                new Task.ActionCall(action, new TreeMap<>()),
                Duration.ofMinutes(1),
                retries,
                Duration.ofSeconds(5),
                "",
                OnFailure.NEXT_RUNG,
                null,
                jitter,
                new TreeMap<>(outputs));
    }

    @Test
    void shouldKeepTheValuesOfAStepForLaterOnes() {
        Given given = new Given();
        OutputPlace pod = new OutputPlace(Pattern.compile("pod=(\\S+)"), null);
        given.rungs.set(
                0,
                Given.rung(
                        "first",
                        null,
                        Given.byProbe(),
                        step("drain", 0, Duration.ZERO, Map.of("pod", pod, "node", new OutputPlace(null, "/node"))),
                        Given.step("restart")));
        Play play = new Play(given.bundle());
        Command drain = command(play.detect("stuck", "a"));
        play.say(drain, OutcomeKind.CLAIMED);
        play.apply(new Outcome(
                drain.id(),
                drain.incident(),
                drain.site(),
                drain.worker().toString(),
                OutcomeKind.SUCCEEDED,
                play.now,
                0,
                "pod=web-1\n",
                ""));
        Incident incident = play.incident("stuck", "a");
        assertThat(incident.work().outputs())
                .containsEntry("drain.outputs.pod", "web-1")
                .doesNotContainKey("drain.outputs.node");
        assertThat(Play.audits(play.effects))
                .anyMatch(audit -> audit.detail().equals("drain: its output has no value for node"));
    }

    /** The same for the same command; not the same for all. */
    @Test
    void shouldSpreadRetries() {
        Set<Long> pauses = new HashSet<>();
        for (String host : Set.of("a", "b", "c")) {
            long pause = pause(host);
            assertThat(pause).isBetween(5_000L, 15_000L).isEqualTo(pause(host));
            pauses.add(pause);
        }
        assertThat(pauses).hasSizeGreaterThan(1);
    }

    private static long pause(String host) {
        Given given = new Given();
        given.rungs.set(
                0, Given.rung("first", null, Given.byProbe(), step("drain", 1, Duration.ofSeconds(10), Map.of())));
        Play play = new Play(given.bundle());
        play.fail(commands(play.detect("stuck", host)).getFirst());
        return play.incident("stuck", host).until() - play.now;
    }
}
