package dev.farrier.cli.replay;

import dev.farrier.cli.deployment.ConnectionOptions;
import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.policy.Source;
import dev.farrier.replay.live.RecordedRun;
import dev.farrier.replay.topic.RecordedTopic;

/** Topics that can be replayed, and what became of them when they were live. What fails is a {@link dev.farrier.cli.CommandException}. */
public interface RecordedTopics {
    /**
     * @param source what is to be replayed
     * @param topic empty: the source's own; for a receiver or a file that of all events
     */
    RecordedTopic recorded(ConnectionOptions connection, Source source, String topic);

    /**
     * What the deployment itself has detected, decided and done at or after one moment and until a day after another, epoch
     * milliseconds.
     */
    RecordedRun run(ConnectionOptions connection, long from, long to);

    /** For sources of format avro. */
    AvroDecoderFactory avro();
}
