package dev.farrier.cli.replay;

import dev.farrier.cli.ProgressLine;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.replay.Backtest;
import dev.farrier.replay.InputLines;
import dev.farrier.replay.InputPartition;
import dev.farrier.replay.topic.RecordedTopic;
import dev.farrier.replay.topic.RecordedTopic.Span;
import dev.farrier.replay.topic.TopicReplay;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Where the input of a replay comes from. */
sealed interface ReplayInput {
    long MEBIBYTE = 1 << 20;

    /** What a time without a year is judged by, epoch milliseconds; a topic's records have times of their own. */
    long now();

    String nowInWords();

    /** Feeds each backtest the whole input, and finishes it. */
    void feed(List<Backtest> backtests) throws IOException, InterruptedException;

    /**
     * A file, or standard input, read once however many replays there are.
     *
     * @param file {@code -} is standard input, whose size is unknown: no progress is shown
     */
    record FileInput(String file, long now, ProgressLine progress) implements ReplayInput {
        @Override
        public String nowInWords() {
            return Instant.ofEpochMilli(now).toString();
        }

        @Override
        public void feed(List<Backtest> backtests) throws IOException {
            List<InputPartition> lanes =
                    backtests.stream().map(Backtest::partition).toList();
            boolean standardInput = file.equals("-");
            long size = standardInput ? 0 : Files.size(Path.of(file)) / MEBIBYTE;
            AtomicLong read = new AtomicLong();
            try (InputStream in =
                    standardInput ? new BufferedInputStream(System.in) : Files.newInputStream(Path.of(file))) {
                InputLines.forEach(in, IngestLimits.BODY_BYTES + 1, line -> {
                    lanes.forEach(lane -> lane.line(line));
                    progress.show(read.addAndGet(line.length + 1L) / MEBIBYTE, size);
                });
            }
            progress.show(size, size);
            lanes.forEach(InputPartition::finish);
            backtests.forEach(Backtest::finish);
        }
    }

    /** A topic as it is now, read once for each replay. */
    record TopicInput(RecordedTopic topic, List<Span> spans, TopicReplay.ProgressListener progress)
            implements ReplayInput {
        @Override
        public long now() {
            return Long.MAX_VALUE;
        }

        @Override
        public String nowInWords() {
            return "each record's time on its topic";
        }

        @Override
        public void feed(List<Backtest> backtests) throws InterruptedException {
            for (Backtest backtest : backtests) {
                TopicReplay.run(topic, spans, backtest, progress);
                backtest.finish();
            }
        }
    }
}
