package dev.farrier.cli.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.inspect.AppendTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockCheckTest {
    /** How far this machine is ahead of the brokers of two topics, milliseconds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            20     | 30     | ''
            1999   | 1999   | ''
            2000   | 2000   | warning: this machine's clock is 2.0 s ahead of that of the broker of a; warning: this machine's clock is 2.0 s ahead of that of the broker of b
            -29999 | -29999 | warning: this machine's clock is 30.0 s behind that of the broker of a; warning: this machine's clock is 30.0 s behind that of the broker of b
            30000  | 29000  | error: this machine's clock is 30.0 s ahead of that of the broker of a; warning: this machine's clock is 29.0 s ahead of that of the broker of b
            -1500  | 1500   | warning: the brokers' clocks are 3.0 s apart: a site may ignore a resume shortly after a halt
            """)
    void shouldCompareThisMachineWithTheBrokersAndTheseWithEachOther(long first, long second, String wrong) {
        assertThat(Findings.wrong(ClockCheck.check(List.of(
                        new AppendTime("a", 100_000, 100_000 + first),
                        new AppendTime("b", 100_000, 100_000 + second)))))
                .isEqualTo(wrong);
    }

    @Test
    void shouldSayThatNothingTellsTheTime() {
        assertThat(Findings.text(ClockCheck.check(List.of())))
                .singleElement()
                .asString()
                .startsWith("not-checked: ");
    }
}
