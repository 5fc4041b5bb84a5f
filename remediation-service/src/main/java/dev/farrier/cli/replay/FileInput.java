package dev.farrier.cli.replay;

import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.replay.Backtest;
import dev.farrier.replay.InputLines;
import dev.farrier.replay.InputPartition;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A file, or standard input, read once however many replays there are.
 *
 * @param file {@code -} is standard input
 */
record FileInput(String file, long now) implements ReplayInput {
    @Override
    public String nowInWords() {
        return Instant.ofEpochMilli(now).toString();
    }

    @Override
    public void to(List<Backtest> backtests) throws IOException {
        List<InputPartition> lanes = backtests.stream().map(Backtest::partition).toList();
        try (InputStream in =
                file.equals("-") ? new BufferedInputStream(System.in) : Files.newInputStream(Path.of(file))) {
            InputLines.forEach(in, IngestLimits.BODY_BYTES + 1, line -> lanes.forEach(lane -> lane.line(line)));
        }
        lanes.forEach(InputPartition::finish);
        backtests.forEach(Backtest::finish);
    }
}
