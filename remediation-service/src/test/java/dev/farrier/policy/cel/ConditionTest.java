package dev.farrier.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.cel.Condition.Subject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private static final Event LOG = Event.of(
            "1", "logs", EventKind.LOG, 1_700_000_000_000L, "sshd", "no session slots", Map.of("host", "mb-01"));
    private static final Event METRIC = new Event(
            "2", "metrics", EventKind.METRIC, 0, "load", "critical", "", Labels.of("host", "mb-01"), 3.5, null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "event.message.contains('slots')",
                "event.message.matches('^no .* slots$')",
                "event.id == '1' && event.kind == 'log' && event.name == 'sshd' && event.source == 'logs'",
                "event.severity == ''",
                "labels.host == 'mb-01'",
                "event.labels['host'].startsWith('mb')",
                "'host' in labels && !('zone' in labels) && !has(labels.zone)",
                "labels.exists(name, labels[name] == 'mb-01')",
                "!has(event.value)",
                "event.time > timestamp('2023-11-14T00:00:00Z') && event.time.getFullYear() == 2023",
                "size(event.message) > 3 ? true : false",
            })
    void shouldHold(String cel) throws InvalidCelException {
        assertThat(Condition.compile(cel).test(Subject.of(LOG))).isEqualTo(new EvaluationResult(true, null));
    }

    @Test
    void shouldCompareValuesWithWholeNumbers() throws InvalidCelException {
        assertThat(Condition.compile("event.value > 3").test(Subject.of(METRIC)).holds())
                .isTrue();
        assertThat(Condition.compile("event.value >= 3.5")
                        .test(Subject.of(METRIC))
                        .holds())
                .isTrue();
        assertThat(Condition.compile("event.value > 4").test(Subject.of(METRIC)))
                .isEqualTo(new EvaluationResult(false, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labels.zone == 'a'|at character 7: there is no 'zone': ask first whether there is, with has()",
                "event.value > 3.0|at character 6: there is no 'value': ask first whether there is, with has()",
                "1 / (size(labels) - 1) == 1|at character 3: / by zero",
                "dyn(event.message)|it gave neither true nor false",
            })
    void shouldFailWithoutThrowing(String cel, String error) throws InvalidCelException {
        assertThat(Condition.compile(cel).test(Subject.of(LOG))).isEqualTo(new EvaluationResult(false, error));
    }

    /** What fails does not matter when the rest decides; so a guard with has() works in both orders. */
    @Test
    void shouldLetTheOtherSideDecide() throws InvalidCelException {
        assertThat(Condition.compile("labels.zone == 'a' || true")
                        .test(Subject.of(LOG))
                        .holds())
                .isTrue();
        assertThat(Condition.compile("labels.zone == 'a' && false").test(Subject.of(LOG)))
                .isEqualTo(new EvaluationResult(false, null));
    }

    @Test
    void shouldBoundIterations() throws InvalidCelException {
        String ten = "[0,1,2,3,4,5,6,7,8,9]";
        Condition endless = Condition.compile(ten + ".all(a, " + ten + ".all(b, " + ten + ".all(c, " + ten + ".all(d, "
                + ten + ".all(e, a + b + c + d + e < 100)))))");
        EvaluationResult result =
                Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> endless.test(Subject.of(LOG)));
        assertThat(result.holds()).isFalse();
        assertThat(result.error()).contains("Iteration budget exceeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "!", "a.", "-"})
    void shouldRefuseWhatIsTooDeepOrTooLong(String text) {
        for (int times : new int[] {1_000, 4_097, 100_000}) {
            assertThatThrownBy(() -> Condition.compile(text.repeat(times))).isInstanceOf(InvalidCelException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event.message.matches(event.name)|matches() needs a regular expression that is written out, in quotes",
                "event.message.matches('a' + 'b')|matches() needs a regular expression that is written out, in quotes",
                "event.message.matches('(a{1000}){1000}')|too large",
            })
    void shouldRefuseRegexesThatCouldBeAnything(String cel, String problem) {
        assertThatThrownBy(() -> Condition.compile(cel))
                .isInstanceOf(InvalidCelException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 / 0 == 1",
                "event.value / 0.0 > 1.0",
                "event.value / -0.0 > 1.0",
                "int(event.value) % (3 - 3) == 1",
                "has(event.value) && 10 / int('0') > 1",
                "[1, 2].exists(n, n / 0 == 1)",
            })
    void shouldRefuseToDivideByZero(String cel) {
        for (int times = 0; times < 2; times++) { // a shape that is known already, too
            assertThatThrownBy(() -> Condition.compile(cel)).hasMessageContaining("divides by zero");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 / 1 == 1", "10 % 3 == 1", "4.0 / 0.5 == 8.0", "size(labels) / size(event.labels) == 1"})
    void shouldDivideByWhatIsNotZero(String cel) throws InvalidCelException {
        assertThat(Condition.compile(cel).test(Subject.of(LOG)).holds()).isTrue();
    }

    @Test
    void shouldNotBeFooledByBacktracking() throws InvalidCelException {
        Condition condition = Condition.compile("event.message.matches('^(a+)+$')");
        Event event = Event.of("1", "logs", EventKind.LOG, 0, "", "a".repeat(50_000) + "b", Map.of());
        assertThat(Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> condition.test(Subject.of(event))))
                .isEqualTo(new EvaluationResult(false, null));
    }

    /** What one condition has taught about its shape must not be believed of another. */
    @Test
    void shouldTellConditionsOfTheSameShapeApart() throws InvalidCelException {
        for (int i = 0; i < 3; i++) {
            assertThat(Condition.compile("event.message == 'no session slots'")
                            .test(Subject.of(LOG))
                            .holds())
                    .isTrue();
            assertThat(Condition.compile("event.message == 'x" + i + "'")
                            .test(Subject.of(LOG))
                            .holds())
                    .isFalse();
            assertThat(Condition.compile("event.name == 'no session slots'")
                            .test(Subject.of(LOG))
                            .holds())
                    .isFalse();
            assertThat(Condition.compile("event.time > timestamp('2023-11-14T00:00:00Z')")
                            .test(Subject.of(LOG))
                            .holds())
                    .isTrue();
            int number = i;
            assertThatThrownBy(() -> Condition.compile("event.time > timestamp('yesterday" + number + "')"))
                    .hasMessageContaining("timestamp");
            assertThatThrownBy(() -> Condition.compile("event.message == " + number))
                    .hasMessageContaining("can't be applied");
            assertThatThrownBy(() -> Condition.compile("event.message.matches('(" + number + "')"))
                    .hasMessageContaining("not an RE2");
        }
    }

    @Test
    void shouldKnowTheLabelsItNames() throws InvalidCelException {
        assertThat(Condition.compile("labels.a == '' || event.labels.b == '' || labels['c'] == '' || 'd' in labels"
                                + " || has(labels.e) || labels[event.name] == '' || event.name == 'f'")
                        .labels())
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    @Test
    void shouldSayWhere() {
        assertThatThrownBy(() -> Condition.compile("event.message == 'é😀' && foo"))
                .isInstanceOfSatisfying(
                        InvalidCelException.class,
                        e -> assertThat(e.issues()).singleElement().satisfies(issue -> {
                            assertThat("event.message == 'é😀' && foo".substring(issue.offset()))
                                    .isEqualTo("foo");
                            assertThat(issue.message()).startsWith("unknown name 'foo'");
                        }));
    }
}
