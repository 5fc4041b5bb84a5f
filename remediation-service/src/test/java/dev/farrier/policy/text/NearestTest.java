package dev.farrier.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KNOWN = List.of("matchers", "sources", "where", "name", "groupBy");

    @ParameterizedTest
    @CsvSource({
        "matcher, matchers",
        "macthers, matchers",
        "MATCHERS, matchers",
        "whre, where",
        "hwere, where",
        "group, groupBy",
        "nmae, name",
        "sourcesOf, sources"
    })
    void shouldFindWhatWasMeant(String written, String meant) {
        assertThat(Nearest.find(written, KNOWN)).isEqualTo(meant);
        assertThat(Nearest.hint(written, KNOWN)).isEqualTo(": did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @CsvSource({"xyz", "m", "na-such-thing", "''"})
    void shouldNotGuessWildly(String written) {
        assertThat(Nearest.find(written, KNOWN)).isNull();
        assertThat(Nearest.hint(written, KNOWN)).isEqualTo(": known are groupBy, matchers, name, sources, where");
    }

    @Test
    void shouldGiveTheSameAnswerInWhateverOrder() {
        assertThat(Nearest.find("ac", List.of("ab", "aa", "ad"))).isEqualTo("aa");
        assertThat(Nearest.find("ac", List.of("ad", "aa", "ab"))).isEqualTo("aa");
    }

    @Test
    void shouldShowOnlySomeOfMany() {
        List<String> many = Collections.nCopies(13, "name");
        assertThat(Nearest.hint("zzzzzz", many)).endsWith("name, … (13)");
        assertThat(Nearest.hint("zzzzzz", List.of())).isEqualTo(": none is known");
    }

    @Test
    void shouldNotTakeLongForLongNames() {
        assertThat(Nearest.find("x".repeat(100_000), KNOWN)).isNull();
    }
}
