package dev.farrier.stream.runtime;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time at which a record was appended. A user's topic may have CreateTime, with any value: Kafka Streams would stop at a
 * negative one, and one from the future is replaced by now.
 */
public final class AppendTimeExtractor implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        if (record.timestampType() == TimestampType.LOG_APPEND_TIME) {
            // Exactly the log's timestamp is the decider's clock, so that reading the log again gives the same
            // decisions.
            return record.timestamp();
        }
        long now = System.currentTimeMillis();
        return record.timestamp() < 0 ? now : Math.min(record.timestamp(), now);
    }
}
