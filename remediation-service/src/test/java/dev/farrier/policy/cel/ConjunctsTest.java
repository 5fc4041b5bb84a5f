package dev.farrier.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.cel.Condition.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A conjunct and the condition that it was found in never disagree. */
class ConjunctsTest {
    private static final double[] NUMBERS = {
        -1,
        -0.0,
        0,
        0.5,
        1,
        2,
        3,
        3.5,
        1e300,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE
    };
    private static final String[] TEXTS = {"", "a", "ab", "ba", "xabx", "a\nb", "AB", "é"};

    @ParameterizedTest
    @ValueSource(strings = {"<", "<=", ">", ">="})
    void shouldCompareNumbersAsTheConditionDoes(String op) throws InvalidCelException {
        for (String number : new String[] {"0", "3", "-1", "0.5", "-0.0", "3.5", "1e300"}) {
            Condition condition = Condition.compile("event.value " + op + " " + number);
            assertThat(condition.hasOnlyConjuncts()).isTrue();
            Conjunct.ValuePredicate conjunct =
                    (Conjunct.ValuePredicate) condition.conjuncts().getFirst();
            for (double value : NUMBERS) {
                assertThat(conjunct.holds(value))
                        .as("%s %s %s", value, op, number)
                        .isEqualTo(condition.test(Subject.of(event("", value))).holds());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "event.message == 'ab', EQUAL",
        "event.message.contains('a'), CONTAINING",
        "event.message.startsWith('a'), STARTING_WITH",
        "event.message.endsWith('b'), ENDING_WITH",
        "event.message.matches('^a.'), MATCHING",
        "'event.message.contains(\"\")', CONTAINING",
    })
    void shouldCompareTextsAsTheConditionDoes(String cel, Conjunct.TextPredicate.TextOperator is)
            throws InvalidCelException {
        Condition condition = Condition.compile(cel);
        assertThat(condition.hasOnlyConjuncts()).isTrue();
        Conjunct.TextPredicate conjunct =
                (Conjunct.TextPredicate) condition.conjuncts().getFirst();
        assertThat(conjunct.operator()).isEqualTo(is);
        assertThat(conjunct.field()).isEqualTo("message");
        for (String text : TEXTS) {
            boolean holds = switch (is) {
                case EQUAL -> text.equals(conjunct.text());
                case CONTAINING -> text.contains(conjunct.text());
                case STARTING_WITH -> text.startsWith(conjunct.text());
                case ENDING_WITH -> text.endsWith(conjunct.text());
                case MATCHING -> Pattern.compile(conjunct.text()).matcher(text).find();
            };
            assertThat(holds)
                    .as("%s of '%s'", cel, text)
                    .isEqualTo(condition.test(Subject.of(event(text, 0))).holds());
        }
    }

    /** What can fail, and what decides only together with something else, is left to the condition. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "labels.host == 'a'",
                "has(event.value)",
                "event.message.contains('a') || event.value > 1.0",
                "!event.message.contains('a')",
                "event.message.contains(event.name)",
                "event.message == event.name",
                "event.value > event.value",
                "event.value > 9007199254740993",
                "event.value == 1.0",
                "event.kind == 'log'",
                "'a'.contains(event.message)",
                "event.message.contains('a') ? event.value > 1.0 : false",
                "true",
            })
    void shouldFindNoConjunctIn(String cel) throws InvalidCelException {
        Condition condition = Condition.compile(cel);
        assertThat(condition.conjuncts()).isEmpty();
        assertThat(condition.hasOnlyConjuncts()).isFalse();
    }

    @Test
    void shouldFindAllPartsThatMustHold() throws InvalidCelException {
        Condition condition = Condition.compile(
                "event.name == 'a' && (labels.host == 'b' && event.value > 2) && event.message.contains('c')");
        assertThat(condition.conjuncts())
                .containsExactly(
                        new Conjunct.TextPredicate("name", Conjunct.TextPredicate.TextOperator.EQUAL, "a"),
                        new Conjunct.ValuePredicate(Conjunct.ValuePredicate.ValueOperator.ABOVE, 2, true),
                        new Conjunct.TextPredicate("message", Conjunct.TextPredicate.TextOperator.CONTAINING, "c"));
        assertThat(condition.hasOnlyConjuncts()).isFalse();
    }

    private static Event event(String message, double value) {
        return new Event("1", "s", EventKind.METRIC, 0, "", "", message, Labels.empty(), value, null);
    }
}
