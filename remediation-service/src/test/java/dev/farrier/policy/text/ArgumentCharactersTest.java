package dev.farrier.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentCharactersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "[a-z0-9-]+",
                "[0-9a-f.:]+",
                "[A-Za-z0-9_.:@/=,+-]+",
                "\\w+(\\.service)?",
                "(?:start|stop|re-?load){1,2}",
                "(?P<unit>[[:alnum:]_]{3,})@\\d+",
                "^mb-\\d\\d$",
                "\\Aa\\Q.+\\Eb\\z",
                "[+--]",
                "[\\w.\\-]+",
                "(?i:[a-d]+)"
            })
    void shouldFindHarmless(String pattern) {
        assertThat(ArgumentCharacters.problem(pattern)).isNull();
        assertThat(Pattern.compile(pattern)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".+|'.' admits any character",
                "[^;]+|[^…] says only what is left out",
                "[a-z ]+|it admits white space",
                "a;b|it admits ';'",
                "[!-~]+|it admits '!'",
                "[Z-a]+|it admits '['",
                "[]a]+|it admits ']'",
                "\\S+|\\S admits more",
                "\\W|\\W admits more",
                "[\\s]|\\s admits more",
                "\\pL+|\\p admits more",
                "[\\x20]|\\x admits more",
                "\\n|\\n admits more",
                "\\$x|it admits '$'",
                "[a\\]]|it admits ']'",
                "[[:punct:]]|[:punct:] admits more",
                "[[:^alpha:]]|[:^alpha:] admits more",
                "\\Qa b\\E|it admits white space",
                "a{b|it admits '{'",
                "a{,2}|it admits '{'",
                "(?i)task|(?i) admits more letters than A to Z",
                "(?i)[a-z]+|(?i) admits more letters than A to Z",
                "ä|it admits 'ä'",
                "[a-ž]|it admits '{'",
                "(a;b)|it admits ';'",
                "(?i)\\w+|(?i) admits more letters than A to Z",
                "~|it admits '~'",
                "%|it admits '%'",
            })
    void shouldSayWhatIsNotHarmless(String pattern, String problem) {
        assertThat(ArgumentCharacters.problem(pattern)).isEqualTo(problem);
    }

    /** Patterns put together at random: what is called harmless matches no text with another character in it. */
    @Test
    void shouldNeverCallHarmlessWhatMatchesAnotherCharacter() {
        Random random = new Random(7);
        String[] pieces = {
            "a",
            "[a-f]",
            "[^a]",
            ".",
            "\\w",
            "\\d",
            "\\s",
            "(",
            ")",
            "|",
            "*",
            "?",
            "+",
            "{2}",
            "[",
            "]",
            "-",
            "^",
            "$",
            "\\",
            "(?i)",
            "(?s)",
            "k",
            "[[:alpha:]]",
            "[:",
            ":]",
            "\\Q",
            "\\E",
            ";",
            " ",
            "z-",
            "{",
            "}",
            ",",
            "(?:",
            "\\x3b",
            "\\-"
        };
        List<String> bad = IntStream.concat(IntStream.range(0, 256), IntStream.of(0x17F, 0x212A, 0x1F434))
                .mapToObj(Character::toString)
                .filter(c -> !c.matches("[A-Za-z0-9_.:@/=,+-]"))
                .toList();
        List<String> around = List.of("", "a", "aa", "k", "b1");
        int harmless = 0;
        for (int i = 0; i < 6_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(5); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            Pattern pattern;
            try {
                pattern = Pattern.compile(text.toString());
            } catch (RuntimeException e) {
                continue;
            }
            if (ArgumentCharacters.problem(text.toString()) != null) {
                continue;
            }
            harmless++;
            List<String> matched = new ArrayList<>();
            for (String c : bad) {
                for (String left : around) {
                    for (String right : around) {
                        if (pattern.matches(left + c + right)) {
                            matched.add(left + c + right);
                        }
                    }
                }
            }
            assertThat(matched).as(text.toString()).isEmpty();
        }
        assertThat(harmless).isGreaterThan(100);
    }
}
