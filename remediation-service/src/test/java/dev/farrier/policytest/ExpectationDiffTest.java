package dev.farrier.policytest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Labels;
import dev.farrier.policy.yaml.test.Expectation;
import dev.farrier.policy.yaml.test.Expectation.ExpectationKind;
import dev.farrier.policy.yaml.test.PolicyTest;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.simulation.TranscriptLine.LineSubject;
import dev.farrier.simulation.TranscriptLine.LineType;
import dev.farrier.simulation.TranscriptLine.LineWork;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpectationDiffTest {
    private static final PolicyTest.TestPlace PLACE = new PolicyTest.TestPlace("t.yaml", 1, 1);

    @Test
    void shouldBeFineWhenEverythingCameInOrder() {
        assertThat(ExpectationDiff.of(
                                List.of(
                                        expected(ExpectationKind.COMMAND, "drain"),
                                        expected(ExpectationKind.COMMAND, "restart")),
                                List.of(got(LineType.COMMAND, "drain"), got(LineType.COMMAND, "restart")))
                        .isFine())
                .isTrue();
    }

    @Test
    void shouldNotAskForDetectionsDecisionsAndResolutionsThatAreNotListed() {
        assertThat(ExpectationDiff.of(
                                List.of(expected(ExpectationKind.COMMAND, "drain")),
                                List.of(
                                        got(LineType.DETECTION, ""),
                                        got(LineType.DECISION, ""),
                                        got(LineType.COMMAND, "drain"),
                                        got(LineType.RESOLVED, "")))
                        .isFine())
                .isTrue();
    }

    @Test
    void shouldRefuseACommandAndAnEscalationThatAreNotListed() {
        assertThat(ExpectationDiff.of(List.of(), List.of(got(LineType.COMMAND, "drain")))
                        .isFine())
                .isFalse();
        assertThat(ExpectationDiff.of(List.of(), List.of(got(LineType.ESCALATED, "")))
                        .isFine())
                .isFalse();
    }

    @Test
    void shouldTellWhatElseThereWasWhenSomethingDidNotCome() {
        ExpectationDiff comparison = ExpectationDiff.of(
                List.of(expected(ExpectationKind.COMMAND, "drain")), List.of(got(LineType.DECISION, "drain")));

        assertThat(comparison.isFine()).isFalse();
        assertThat(comparison.lines())
                .containsExactly(
                        "  expected            |  got",
                        "- command step=drain  |",
                        "  besides there was",
                        "    at 20s: decision policy=p step=drain group={host=a}");
    }

    @Test
    void shouldTellOfTheLastTenOnly() {
        List<ActualResult> many = IntStream.range(0, 30)
                .mapToObj(i -> got(LineType.DECISION, "s" + i))
                .toList();
        assertThat(ExpectationDiff.of(List.of(expected(ExpectationKind.COMMAND, "drain")), many)
                        .lines())
                .hasSize(13)
                .contains("  besides there was, the last 10 of 30")
                .last()
                .isEqualTo("    at 20s: decision policy=p step=s29 group={host=a}");
    }

    @Test
    void shouldMarkWhatDidNotComeAndWhatCameUnasked() {
        ExpectationDiff comparison = ExpectationDiff.of(
                List.of(expected(ExpectationKind.COMMAND, "drain"), expected(ExpectationKind.COMMAND, "restart")),
                List.of(got(LineType.COMMAND, "restart"), got(LineType.COMMAND, "undrain")));

        assertThat(comparison.isFine()).isFalse();
        assertThat(comparison.lines())
                .containsExactly(
                        "  expected              |  got",
                        "- command step=drain    |",
                        "  command step=restart  |  at 20s",
                        "+                       |  at 20s: command policy=p step=undrain group={host=a}");
    }

    @Test
    void shouldSeeAWrongOrder() {
        assertThat(ExpectationDiff.of(
                                List.of(
                                        expected(ExpectationKind.COMMAND, "drain"),
                                        expected(ExpectationKind.COMMAND, "restart")),
                                List.of(got(LineType.COMMAND, "restart"), got(LineType.COMMAND, "drain")))
                        .isFine())
                .isFalse();
    }

    @Test
    void shouldCompareOnlyWhatIsWritten() {
        Expectation host = new Expectation(
                ExpectationKind.COMMAND, new TreeMap<>(), Labels.of("host", "a"), Labels.empty(), PLACE);
        Expectation other = new Expectation(
                ExpectationKind.COMMAND, new TreeMap<>(), Labels.of("host", "b"), Labels.empty(), PLACE);

        assertThat(ExpectationDiff.of(List.of(host), List.of(got(LineType.COMMAND, "drain")))
                        .isFine())
                .isTrue();
        assertThat(ExpectationDiff.of(List.of(other), List.of(got(LineType.COMMAND, "drain")))
                        .isFine())
                .isFalse();
    }

    private static Expectation expected(ExpectationKind kind, String step) {
        return new Expectation(kind, new TreeMap<>(Map.of("step", step)), Labels.empty(), Labels.empty(), PLACE);
    }

    private static ActualResult got(LineType type, String step) {
        return new ActualResult(
                new TranscriptLine(
                        20_000,
                        type,
                        new LineSubject("p", Labels.of("host", "a"), "", ""),
                        null,
                        null,
                        0,
                        new LineWork("", step, "", Labels.empty()),
                        ""),
                0);
    }
}
