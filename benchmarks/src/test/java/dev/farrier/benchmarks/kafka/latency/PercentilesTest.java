package dev.farrier.benchmarks.kafka.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.farrier.benchmarks.kafka.Percentiles;
import dev.farrier.benchmarks.kafka.ProcessCpu;
import dev.farrier.benchmarks.kafka.throughput.Throughput;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void shouldBeAValueThatWasMeasured() {
        Percentiles hundred =
                new Percentiles(LongStream.rangeClosed(1, 100).map(i -> 101 - i).toArray());

        assertThat(hundred.count()).isEqualTo(100);
        assertThat(hundred.at(0.5)).isEqualTo(50);
        assertThat(hundred.at(0.99)).isEqualTo(99);
        assertThat(hundred.at(0.999)).isEqualTo(100);
        assertThat(hundred.at(1)).isEqualTo(100);
        assertThat(new Percentiles(new long[] {7}).at(0.01)).isEqualTo(7);
        assertThat(new Percentiles(new long[] {1, 2, 3}).at(0.5)).isEqualTo(2);
        assertThatIllegalStateException().isThrownBy(() -> new Percentiles(new long[0]).at(0.5));
    }

    @Test
    void shouldMeasureFromThePlannedMomentToTheFirstCommand() throws InterruptedException {
        ProbeTimes times = new ProbeTimes(10);
        for (int probe = 0; probe < 10; probe++) {
            times.planned(probe, 1_000 * probe);
        }
        times.arrived("target-3", 3_500);
        times.arrived("target-3", 9_000);
        times.arrived("target-4", 4_010);
        times.arrived("target-9", 9_999);

        assertThat(times.await(3, 2, Duration.ofSeconds(5))).containsExactly(500, 10);
        assertThat(times.await(3, 3, Duration.ZERO)).containsExactly(500, 10);
    }

    @Test
    void shouldKnowACompilersTime() {
        String rest = " S 1 2 3 0 -1 4194368 100 0 0 0 %d %d 0 0 20 0 30 0 5";
        assertThat(ProcessCpu.compilerTicks("7 (C2 CompilerThre)" + rest.formatted(40, 2)))
                .isEqualTo(42);
        assertThat(ProcessCpu.compilerTicks("8 (odd) name)" + rest.formatted(40, 2)))
                .isZero();
    }

    @Test
    void shouldTakeTheMiddleOne() {
        assertThat(Throughput.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Throughput.median(List.of())).isNaN();
    }
}
