package dev.farrier.cli.replay;

import dev.farrier.replay.Backtest;
import dev.farrier.replay.topic.RecordedTopic;
import dev.farrier.replay.topic.RecordedTopic.Span;
import dev.farrier.replay.topic.TopicReplay;
import java.util.List;

/** A topic as it is now, read once for each replay. */
record TopicInput(RecordedTopic topic, List<Span> spans, TopicReplay.ProgressListener heard) implements ReplayInput {
    @Override
    public long now() {
        return Long.MAX_VALUE;
    }

    @Override
    public String nowInWords() {
        return "each record's time on its topic";
    }

    @Override
    public void to(List<Backtest> backtests) throws InterruptedException {
        for (Backtest backtest : backtests) {
            TopicReplay.run(topic, spans, backtest, heard);
            backtest.finish();
        }
    }
}
