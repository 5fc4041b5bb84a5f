package dev.farrier.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "hello\n", "ü 🐴"})
    void shouldLeaveShortTextAlone(String text) {
        assertThat(Output.truncate(text)).isEqualTo(text);
    }

    @Test
    void shouldCutOnlyFromTheLimitOn() {
        String fits = "x".repeat(Output.MAX_BYTES);
        assertThat(Output.truncate(fits)).isEqualTo(fits);
        assertThat(Output.truncate(fits + "y"))
                .hasSizeLessThan(Output.MAX_BYTES)
                .startsWith("xxx")
                .contains("\n[… 4097 bytes left out …]\n")
                .endsWith("xy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü", "€", "🐴"})
    void shouldCutNoCharacterInTwo(String character) {
        for (int shift = 0; shift < 4; shift++) {
            String cut = Output.truncate("x".repeat(shift) + character.repeat(40_000));
            assertThat(cut)
                    .doesNotContain("\uFFFD")
                    .contains("bytes left out")
                    .startsWith("x".repeat(shift) + character);
            assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(Output.MAX_BYTES);
        }
    }

    @Test
    void shouldCountWhatWasLeftOutBefore() {
        assertThat(Output.truncate("begin", "end", 10)).isEqualTo("begin\n[… 10 bytes left out …]\nend");
        String half = "x".repeat(32 * 1024);
        assertThat(Output.truncate(half, half, 10)).contains("[… " + (10 + 2 * 2048) + " bytes left out …]");
    }

    @Test
    void shouldReplaceWhatIsNoText() {
        assertThat(Output.truncate("a\uD83Db")).isEqualTo("a?b");
        assertThat(Output.singleLine("a\uD83D\nb")).isEqualTo("a? b");
    }

    @Test
    void shouldMakeOneShortLine() {
        assertThat(Output.singleLine(" a\r\n\tb  c ")).isEqualTo("a b c");
        assertThat(Output.singleLine("x".repeat(5_000))).hasSize(1_001).endsWith("x…");
    }
}
