package dev.farrier.faults.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.process.Home;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A few of the faults of {@code faults/run wire}: those between a commit and its answer, in core, ingest and an executor. */
@Tag("process")
@Timeout(600)
class WireRunTest {
    private static final Duration FAULTS = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void shouldGoOnAndLoseNothingWhenAnswersAreLost() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        WireRun.Settings settings = new WireRun.Settings(
                new Trial.Settings(7, 1, 40, 1, 100, 0, Trial.BOUND),
                FAULTS,
                Duration.ofMinutes(2),
                Duration.ofSeconds(12),
                Set.of(ApiKeys.END_TXN, ApiKeys.TXN_OFFSET_COMMIT, ApiKeys.PRODUCE),
                Set.of(WireAction.LOSE_ANSWER),
                Set.of(WireShape.ONCE),
                place -> place.contains("-StreamThread-") || place.startsWith("farrier-outcomes-"),
                1,
                1,
                KafkaVersion.CURRENT);
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            boolean holds = new WireRun(settings, Home.of(folder), new ReportPrinter(out, false)).run();

            assertThat(holds).as(said.toString(StandardCharsets.UTF_8)).isTrue();
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("EndTxn of farrier-core-StreamThread-*-producer");
    }
}
