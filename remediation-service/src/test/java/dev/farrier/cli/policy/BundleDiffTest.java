package dev.farrier.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleDiffTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'', '', ''",
                "'a b c', 'a b c', '  a,  b,  c'",
                "'a b c', 'a x c', '  a,- b,+ x,  c'",
                "'a', '', '- a'",
                "'', 'a', '+ a'",
                "'a b', 'b a', '- a,  b,+ a'"
            })
    void shouldCompareLines(String before, String after, String expected) {
        assertThat(String.join(",", LineDiff.of(lines(before), lines(after)))).isEqualTo(expected);
    }

    private static List<String> lines(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" "));
    }
}
