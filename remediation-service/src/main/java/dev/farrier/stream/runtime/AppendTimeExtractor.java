package dev.farrier.stream.runtime;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * For the topics of sources: the time at which a record was appended, or, where the topic has CreateTime, any value that the sender
 * gave it. Kafka Streams would stop at a negative one, and one from the future is replaced by now; {@link KafkaTime} says when that
 * is.
 */
public final class AppendTimeExtractor implements TimestampExtractor {
    private final KafkaTime time;

    /** For Kafka Streams, which makes it by its name. */
    public AppendTimeExtractor() {
        this(KafkaTime.ofProcess());
    }

    AppendTimeExtractor(KafkaTime time) {
        this.time = time;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = time.millis();
        return record.timestamp() < 0 ? now : Math.min(record.timestamp(), now);
    }
}
