package dev.farrier.match.regex;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a;                 a",
                "a|b;               a b",
                "(a|b)-c;           a-c b-c",
                "eu-(west|north)-[12]; eu-west-1 eu-west-2 eu-north-1 eu-north-2",
                "web-0[1-3];        web-01 web-02 web-03",
                "https?;            http https",
                "(?:x){2,3};        xx xxx",
                "10\\.0\\.0\\.1;    10.0.0.1",
                "\\Qa.b\\E;         a.b",
                "(?i)no;            no nO No NO",
                "(?P<n>a|b);        a b",
            })
    void shouldListAllTexts(String regex, String texts) {
        assertThat(Literals.all(Regex.parse(regex).orElseThrow())).isEqualTo(Optional.of(Set.of(texts.split(" "))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.*",
                "a+",
                "a*",
                "[a-z][a-z]",
                "[^a]",
                "(a|b|c|d|e){3}",
                "a{101}",
                "^a",
                "a$",
                "(?s).",
                "(a{50}){50}",
                "((((a?){9}){9}){9}){9}"
            })
    void shouldNotListTooManyOrEndlessTexts(String regex) {
        assertThat(Literals.all(Regex.parse(regex).orElseThrow())).isEmpty();
    }

    @Test
    void shouldListExactlyWhatRe2Matches() {
        RandomPatterns random = new RandomPatterns(2);
        int listed = 0;
        for (int i = 0; i < 20_000; i++) {
            String regex = random.regex();
            Set<String> texts = Regex.parse(regex).flatMap(Literals::all).orElse(null);
            if (texts == null) {
                continue;
            }
            listed++;
            Pattern re2 = Pattern.compile(regex);
            for (String text : texts) {
                assertThat(re2.matches(text)).as("%s '%s'", regex, text).isTrue();
            }
            for (int j = 0; j < 20; j++) {
                String text = random.text();
                assertThat(texts.contains(text)).as("%s '%s'", regex, text).isEqualTo(re2.matches(text));
            }
        }
        assertThat(listed).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\pL", "[[:alpha:]]", "(?m)^a$", "(?i)é", "\\101", "(?i)[à-ö]"})
    void shouldLeaveAloneWhatItDoesNotKnow(String regex) {
        Pattern unused = Pattern.compile(regex);
        assertThat(Regex.parse(regex)).isEmpty();
    }

    @Test
    void shouldNotGoDeeperThanTheStack() {
        String deep = "(".repeat(900) + "a" + ")".repeat(900);
        Pattern unused = Pattern.compile(deep);
        assertThat(Regex.parse(deep)).isEmpty();
        assertThat(Regex.parse("a".repeat(4_001))).isEmpty();
    }
}
