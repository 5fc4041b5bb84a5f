package dev.farrier.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    @Test
    void shouldTakeEachOnce() {
        Arguments arguments = new Arguments(List.of("--events", "2m", "--profile", "--threads", "1,20k,3"));

        assertThat(arguments.number("--events", 7)).isEqualTo(2_000_000);
        assertThat(arguments.flag("--profile")).isTrue();
        assertThat(arguments.numbers("--threads", List.of())).containsExactly(1L, 20_000L, 3L);
        arguments.end();
        assertThat(arguments.number("--events", 7)).isEqualTo(7);
        assertThat(arguments.flag("--profile")).isFalse();
        assertThat(arguments.numbers("--threads", List.of(5L))).containsExactly(5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "m", "0", "-1", "1.5", "9223372036854775807m"})
    void shouldNameWhatIsNoNumber(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments(List.of("--events", text)).number("--events", 1))
                .withMessage("--events wants a number of at least 1, not " + text);
    }

    @Test
    void shouldMissAValueAndNameWhatIsLeft() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments(List.of("--events")).number("--events", 1))
                .withMessage("no value for --events");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments(List.of("--evnets", "3")).end())
                .withMessage("not understood: --evnets 3");
    }
}
