package dev.farrier.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.simulation.AssumedDeployment;
import dev.farrier.view.Executors.ExecutorStatus;
import dev.farrier.view.Executors.LatestReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutorsTest {
    private static final long NOW = 1_767_225_600_000L;

    @Test
    void shouldCallAnExecutorSilentAfterFifteenSeconds() {
        assertThat(heard(NOW - 14_999).silent()).isFalse();
        assertThat(heard(NOW - 15_000).silent()).isTrue();
    }

    @Test
    void shouldNotBeHeardInTheFuture() {
        assertThat(heard(NOW + 5_000).age()).isZero();
    }

    private static ExecutorStatus heard(long at) {
        return Executors.of(List.of(new LatestReport("s1", AssumedDeployment.worker("s1"), at)), List.of(), NOW)
                .getFirst();
    }
}
