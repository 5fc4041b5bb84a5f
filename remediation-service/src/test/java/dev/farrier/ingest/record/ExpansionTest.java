package dev.farrier.ingest.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
    @ParameterizedTest
    @CsvSource({
        "$, $",
        "a$, a$",
        "$$, $",
        "$$$$1, $$1",
        "$-1, $-1",
        "${, ${",
        "${1, ${1",
        "${}, ${}",
        "$1$2, xy",
        "$12, ''",
        "${1}2, x2",
        "$0, xy",
        "$99999999999, ''",
        "$1_, ''",
        "${n}, y",
        "\\$1, \\x",
        "ä$1ö, äxö"
    })
    void shouldExpandAsGoDoes(String template, String expected) {
        Matcher matcher = Pattern.compile("(x)(?P<n>y)").matcher("xy");
        assertThat(matcher.matches()).isTrue();

        assertThat(Relabeler.expand(template, matcher)).isEqualTo(expected);
    }
}
