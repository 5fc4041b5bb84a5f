package dev.farrier.cli.replay;

import dev.farrier.cli.deployment.Connection;
import dev.farrier.ingest.format.avro.AvroDecoders;
import dev.farrier.policy.Source;
import dev.farrier.replay.topic.RecordedTopic;

/** Topics that can be replayed. What fails is a {@link dev.farrier.cli.CommandFailed}. */
public interface RecordedTopics {
    /**
     * @param source what is to be replayed
     * @param topic empty: the source's own; for a receiver or a file that of all events
     */
    RecordedTopic recorded(Connection connection, Source source, String topic);

    /** For sources of format avro. */
    AvroDecoders avro();
}
