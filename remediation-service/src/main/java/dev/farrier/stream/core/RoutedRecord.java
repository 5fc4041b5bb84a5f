package dev.farrier.stream.core;

import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.RecordContext;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.jspecify.annotations.Nullable;

/**
 * A value with its topic, for the sink whose topics depend on the site.
 *
 * @param value null: a tombstone
 */
record RoutedRecord(String topic, byte @Nullable [] value) {
    static final Serializer<Object> SERIALIZER = (topic, routed) -> ((RoutedRecord) routed).value();

    /** Named, so that the topology's description is the same every time. */
    static final class Topic implements TopicNameExtractor<byte[], Object> {
        @Override
        public String extract(byte[] key, Object value, RecordContext context) {
            return ((RoutedRecord) value).topic();
        }

        @Override
        public String toString() {
            return "Routed.Topic";
        }
    }
}
