package dev.farrier.policytest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Labels;
import dev.farrier.policy.test.Expected;
import dev.farrier.policy.test.Expected.Kind;
import dev.farrier.policy.test.PolicyTest;
import dev.farrier.replay.ReplayLine;
import dev.farrier.replay.ReplayLine.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final PolicyTest.Place PLACE = new PolicyTest.Place("t.yaml", 1, 1);

    @Test
    void shouldBeFineWhenEverythingCameInOrder() {
        assertThat(Comparison.of(
                                List.of(expected(Kind.COMMAND, "drain"), expected(Kind.COMMAND, "restart")),
                                List.of(got(Type.COMMAND, "drain"), got(Type.COMMAND, "restart")))
                        .isFine())
                .isTrue();
    }

    @Test
    void shouldNotAskForDetectionsDecisionsAndResolutionsThatAreNotListed() {
        assertThat(Comparison.of(
                                List.of(expected(Kind.COMMAND, "drain")),
                                List.of(
                                        got(Type.DETECTION, ""),
                                        got(Type.DECISION, ""),
                                        got(Type.COMMAND, "drain"),
                                        got(Type.RESOLVED, "")))
                        .isFine())
                .isTrue();
    }

    @Test
    void shouldRefuseACommandAndAnEscalationThatAreNotListed() {
        assertThat(Comparison.of(List.of(), List.of(got(Type.COMMAND, "drain"))).isFine())
                .isFalse();
        assertThat(Comparison.of(List.of(), List.of(got(Type.ESCALATED, ""))).isFine())
                .isFalse();
    }

    @Test
    void shouldTellWhatElseThereWasWhenSomethingDidNotCome() {
        Comparison comparison =
                Comparison.of(List.of(expected(Kind.COMMAND, "drain")), List.of(got(Type.DECISION, "drain")));

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
        List<Happened> many = IntStream.range(0, 30)
                .mapToObj(i -> got(Type.DECISION, "s" + i))
                .toList();
        assertThat(Comparison.of(List.of(expected(Kind.COMMAND, "drain")), many).lines())
                .hasSize(13)
                .contains("  besides there was, the last 10 of 30")
                .last()
                .isEqualTo("    at 20s: decision policy=p step=s29 group={host=a}");
    }

    @Test
    void shouldMarkWhatDidNotComeAndWhatCameUnasked() {
        Comparison comparison = Comparison.of(
                List.of(expected(Kind.COMMAND, "drain"), expected(Kind.COMMAND, "restart")),
                List.of(got(Type.COMMAND, "restart"), got(Type.COMMAND, "undrain")));

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
        assertThat(Comparison.of(
                                List.of(expected(Kind.COMMAND, "drain"), expected(Kind.COMMAND, "restart")),
                                List.of(got(Type.COMMAND, "restart"), got(Type.COMMAND, "drain")))
                        .isFine())
                .isFalse();
    }

    @Test
    void shouldCompareOnlyWhatIsWritten() {
        Expected host = new Expected(Kind.COMMAND, new TreeMap<>(), Labels.of("host", "a"), Labels.empty(), PLACE);
        Expected other = new Expected(Kind.COMMAND, new TreeMap<>(), Labels.of("host", "b"), Labels.empty(), PLACE);

        assertThat(Comparison.of(List.of(host), List.of(got(Type.COMMAND, "drain")))
                        .isFine())
                .isTrue();
        assertThat(Comparison.of(List.of(other), List.of(got(Type.COMMAND, "drain")))
                        .isFine())
                .isFalse();
    }

    private static Expected expected(Kind kind, String step) {
        return new Expected(kind, new TreeMap<>(Map.of("step", step)), Labels.empty(), Labels.empty(), PLACE);
    }

    private static Happened got(Type type, String step) {
        return new Happened(
                new ReplayLine(
                        20_000,
                        type,
                        "p",
                        Labels.of("host", "a"),
                        "",
                        null,
                        null,
                        0,
                        "",
                        "",
                        step,
                        "",
                        Labels.empty(),
                        ""),
                0);
    }
}
