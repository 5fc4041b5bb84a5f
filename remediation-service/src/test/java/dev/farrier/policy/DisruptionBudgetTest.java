package dev.farrier.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.text.Amount;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisruptionBudgetTest {
    @ParameterizedTest
    @CsvSource({
        // total, amount, percent, maxDisrupted, maxUnhealthy, what minHealthy leaves
        "10, 2, false, 2, 2, 8",
        "10, 20, true, 2, 2, 8",
        "9, 20, true, 1, 1, 7",
        "4, 20, true, 0, 0, 3",
        "3, 100, true, 3, 3, 0",
        "3, 5, false, 5, 5, 0",
        "3, 34, true, 1, 1, 1",
        "0, 50, true, 0, 0, 0",
        "3, 40, true, 1, 1, 1", // kubernetes/apimachinery#100: rounded up, two of three
        "288, 1, true, 2, 2, 285", // NVIDIA/NVSentinel#1713: rounded up, three
        "2000000000, 99, true, 1980000000, 1980000000, 20000000",
    })
    void shouldRoundSharesSoThatLessIsDone(
            int total, int value, boolean percent, int disrupted, int unhealthy, int leftByMin) {
        Amount amount = new Amount(value, percent);

        assertThat(budget(amount, null, null).mostDisrupted(total)).isEqualTo(disrupted);
        assertThat(budget(null, amount, null).mostUnhealthy(total)).isEqualTo(unhealthy);
        assertThat(budget(null, null, amount).mostUnhealthy(total)).isEqualTo(leftByMin);
    }

    @ParameterizedTest
    @CsvSource({
        // total, handsOffAt, percent, unhealthy resources that are a shared cause
        "4, 60, true, 3",
        "5, 60, true, 3",
        "2, 50, true, 2", // one alone is none
        "1, 100, true, 2",
        "100, 1, true, 2",
        "10, 3, false, 3",
        "3, 100, true, 3",
    })
    void shouldKeepItsHandsOffAtTheShareAndNeverForOneAlone(int total, int value, boolean percent, int unhealthy) {
        assertThat(new DisruptionBudget.Domains("zone", null, new Amount(value, percent)).handsOffAt(total))
                .isEqualTo(unhealthy);
    }

    private static DisruptionBudget budget(Amount maxDisrupted, Amount maxUnhealthy, Amount minHealthy) {
        return new DisruptionBudget("b", List.of(), maxDisrupted, maxUnhealthy, minHealthy, Duration.ofMinutes(1));
    }
}
