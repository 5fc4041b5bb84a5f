package dev.farrier.stream.runtime;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's timestamp as the broker keeps it. A user's topic may have CreateTime and any value there; Streams must
 * neither stop at a negative one nor believe one from the future.
 */
public final class AppendTimeExtractor implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        if (record.timestampType() == TimestampType.LOG_APPEND_TIME) {
            // The decider's clock: exactly what stands on its log, so that a fold of the log comes to the same.
            return record.timestamp();
        }
        long now = System.currentTimeMillis();
        return record.timestamp() < 0 ? now : Math.min(record.timestamp(), now);
    }
}
