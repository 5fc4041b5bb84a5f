package dev.farrier.stream.runtime;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * For Farrier's own topics, which all have LogAppendTime: exactly the log's timestamp, whatever this machine's clock shows. It is the
 * decider's clock, so that reading the log again gives the same decisions.
 *
 * <p>Kafka Streams does not tell an extractor which type of timestamp a record has: it says CreateTime of each.
 */
public final class LogTimeExtractor implements TimestampExtractor {
    private final KafkaTime time;

    /** For Kafka Streams, which makes it by its name. */
    public LogTimeExtractor() {
        this(KafkaTime.ofProcess());
    }

    LogTimeExtractor(KafkaTime time) {
        this.time = time;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        time.read(record.timestamp());
        return record.timestamp();
    }
}
