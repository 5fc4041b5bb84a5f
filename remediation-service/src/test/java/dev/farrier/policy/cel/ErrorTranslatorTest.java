package dev.farrier.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.policy.cel.InvalidCelException.Issue;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTranslatorTest {
    private static final Set<String> LABELS = Set.of("host", "slots", "rack-name");

    /** All that is said, each with the offset before it. */
    private static String said(String cel) {
        try {
            Condition.compile(cel, LABELS);
            return "";
        } catch (InvalidCelException e) {
            return e.issues().stream().map(ErrorTranslatorTest::said).collect(Collectors.joining(" + "));
        }
    }

    private static String said(Issue issue) {
        return issue.offset() + " " + issue.message();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
                    # names
                    message.contains("x")   ~ 0 unknown name 'message': write event.message
                    name == 'a'               ~ 0 unknown name 'name': write event.name
                    severity == 'a'           ~ 0 unknown name 'severity': write event.severity
                    source == 'a'             ~ 0 unknown name 'source': write event.source
                    value > 3                 ~ 0 unknown name 'value': write event.value
                    time > timestamp('x')     ~ 0 unknown name 'time': write event.time
                    true && kind == 'log'     ~ 8 unknown name 'kind': write event.kind
                    mesage == 'a'             ~ 0 unknown name 'mesage': did you mean 'event.message'?
                    host == 'a'               ~ 0 unknown name 'host': it is a label, write event.labels.host
                    hozt == 'a'               ~ 0 unknown name 'hozt': did you mean 'event.labels.host'?
                    event.host == 'a'         ~ 5 unknown field 'host': it is a label, write event.labels.host
                    event.slotz == '3'        ~ 5 unknown field 'slotz': did you mean 'event.labels.slots'?
                    event.labels.rack-name == 'a' ~ 13 a label with a hyphen can't be written so: write event.labels["rack-name"]
                    labels.rack-name == 'a'   ~ 7 a label with a hyphen can't be written so: write event.labels["rack-name"]
                    has(message)              ~ 3 has() asks for a field or a label: write has(event.value) or has(labels.zone)
                    # functions
                    event.message.contians("x") ~ 14 unknown function 'contians': did you mean 'contains'?
                    event.message.startswith('x') ~ 14 unknown function 'startswith': did you mean 'startsWith'?
                    event.message.contians ('x')  ~ 14 unknown function 'contians': did you mean 'contains'?
                    event.message.lower() == 'a'  ~ 14 there is no function 'lower': write matches('(?i)…') to ignore case
                    float(labels.slots) > 3.0     ~ 0 there is no function 'float': write double
                    true && not (event.value > 3) ~ 8 there is no function 'not': write ! for it
                    event.message.frobnicate('x') ~ 14 unknown function 'frobnicate': of texts known are contains, endsWith, matches, size and startsWith
                    # syntax of other languages
                    event.name = 'a'           ~ 11 '=' is no operator: write == to compare
                    event.name = 'a' && event.value = 3 ~ 11 '=' is no operator: write == to compare + 32 '=' is no operator: write == to compare
                    event.name === 'a'         ~ 11 '===' is no operator: write ==
                    event.name <> 'a'          ~ 11 '<>' is no operator: write !=
                    event.name == 'a' and true ~ 18 'and' is no operator: write &&
                    event.name == 'a' OR true  ~ 18 'OR' is no operator: write ||
                    not event.name == 'a'      ~ 0 'not' is no operator: write !
                    event.name == 'a = b and c' & true ~ 28 '&' is no operator: write &&
                    event.message contains 'x' ~ 14 'contains' can't stand between two things: write .contains('…') behind the first
                    event.message like 'x'     ~ 14 'like' is no operator: write .contains('…') or .matches('…') behind what is compared
                    event.message == 'it's'    ~ 22 the quote that opens here is not closed: close it; within a text write \\'
                    event.message.matches('\\d') ~ 23 '\\d' is no escape: write \\\\d, or r before the quote
                    # types that an operator or a function does not take
                    labels.slots > 3          ~ 13 '>' can't be applied to (string, int): write double(labels.slots)
                    3.5 <= event.labels["slots"] ~ 4 '<=' can't be applied to (double, string): write double(event.labels["slots"])
                    labels.slots == 3         ~ 13 '==' can't be applied to (string, int): write "3" to compare texts, or double(labels.slots) to compare numbers
                    labels.slots == event.value ~ 13 '==' can't be applied to (string, double): write double(labels.slots)
                    labels.slots + 1 > 3      ~ 13 '+' can't be applied to (string, int): write int(labels.slots)
                    event.name == 3           ~ 11 '==' can't be applied to (string, int): write "3"
                    event.value > '3'         ~ 12 '>' can't be applied to (double, string): write 3 without quotes
                    event.value > 'x'         ~ 12 '>' can't be applied to (double, string): write a number
                    event.time > '2026-01-01T00:00:00Z' ~ 11 '>' can't be applied to (timestamp, string): write timestamp("2026-01-01T00:00:00Z")
                    'x' in event.message      ~ 4 'in' can't be applied to (string, string): write event.message.contains("x")
                    event.name in 'x'         ~ 11 'in' can't be applied to (string, string): write ["x"]
                    contains(event.message, 'x') ~ 8 'contains' can't be applied to (string, string): write event.message.contains("x")
                    event.contains('x')       ~ 14 'contains' can't be applied to Event.(string): write event.message.contains("x")
                    labels.contains('x')      ~ 15 'contains' can't be applied to map(string, string).(string): write "x" in labels
                    event.name && true        ~ 11 '&&' can't be applied to (string, bool): both sides must be true or false, compare what is neither
                    !event.name == 'a'        ~ 0 '!' can't be applied to (string): write parentheses around what is negated: !(a == b)
                    labels.map(k, labels[k])[0] + 'x' > 3 ~ 34 '>' can't be applied to (string, int)
                    event.name.contains('a', 'b') ~ 19 'contains' can't be applied to string.(string, string): contains stands behind one text and takes another: write it as .contains('…')
                    'x' in labels.map(k, k)[0]  ~ 4 'in' can't be applied to (string, string): write ….contains("x")
                    event.nome > 3            ~ 5 unknown field 'nome': did you mean 'name'?
                    """)
    void shouldSayWhatToWriteInstead(String cel, String said) {
        assertThat(said(cel)).isEqualTo(said);
    }

    @Test
    void shouldSayHowLabelsAreWrittenWhenNoneIsKnown() {
        assertThatThrownBy(() -> Condition.compile("rack == 'a'"))
                .hasMessage(
                        "unknown name 'rack': known are event, event.annotations, event.id, event.kind, event.message, event.name,"
                                + " event.severity, event.source, event.time, event.value, labels; a text stands in quotes; a label is"
                                + " event.labels.rack");
        assertThatThrownBy(() -> Condition.compile("event.rack == 'a'"))
                .hasMessage(
                        "unknown field 'rack': known are annotations, id, kind, labels, message, name, severity, source, time, value;"
                                + " a label is event.labels.rack");
    }

    @Test
    void shouldNotReadCommentsAndTexts() {
        assertThat(said("event.name == 'b = c' // and = not\n &&")).isEqualTo("38 it ends too early");
    }

    /** What the messages above say to write. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.message.contains(\"x\")",
                "event.labels.host == 'a'",
                "event.labels[\"rack-name\"] == 'a'",
                "has(event.value) || has(labels.zone)",
                "double(labels.slots) > 3",
                "3.5 <= double(event.labels[\"slots\"])",
                "double(labels.slots) == event.value",
                "int(labels.slots) + 1 > 3",
                "event.time > timestamp(\"2026-01-01T00:00:00Z\")",
                "\"x\" in labels && event.name in [\"x\"]",
                "event.message.matches('\\\\d') || event.message.matches(r'\\d(?i)a')",
                "event.message == 'it\\'s' // don't",
            })
    void shouldSayOnlyWhatWorks(String cel) {
        assertThat(said(cel)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "(?<=a)b ~ invalid named capture: '(?<=a)b': RE2 has no look-behind, match what stands there and test the rest by itself",
                "a(?!b)  ~ invalid or unsupported Perl syntax: '(?!': RE2 has no look-ahead, match what stands there and test the rest by itself",
                "(?>a)   ~ invalid or unsupported Perl syntax: '(?>': RE2 never goes back, write (?: instead",
                "(a)\\1  ~ invalid escape sequence: '\\1': RE2 has no references to groups, write out what is repeated",
                "a++     ~ invalid nested repetition operator: '++': RE2 never goes back, leave out the last +",
                "*.log   ~ missing argument to repetition operator: '*': something must be there to repeat, write .* for any text, \\* for the character",
                "a(      ~ missing closing ): 'a('",
            })
    void shouldSayWhatRe2DoesNotHave(String regex, String said) {
        assertThat(said("event.message.matches(r'" + regex + "')"))
                .isEqualTo("22 not an RE2 regular expression: " + said);
    }

    @Test
    void shouldNameFieldsOfStepsInWhen() {
        assertThatThrownBy(() -> StepCondition.compile("exitCode == 3"))
                .hasMessage("unknown name 'exitCode': write steps.ID.exitCode");
        assertThatThrownBy(() -> StepCondition.compile("steps.probe.output > 3"))
                .hasMessage("'>' can't be applied to (string, int): write double(steps.probe.output)");
        assertThatThrownBy(() -> StepCondition.compile("steps.probe.succeded"))
                .hasMessage("unknown field 'succeded': did you mean 'succeeded'?");
        assertThatThrownBy(() -> StepCondition.compile("steps.probe.exitCode = 3"))
                .hasMessage("'=' is no operator: write == to compare");
    }
}
