package dev.farrier.stream.client;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.serde.RecordCodec;
import java.util.ArrayList;
import java.util.List;

/** What stands on a topic now. */
public final class Read {
    private Read() {}

    public static <T> List<T> values(ClientConfig config, String topic, Class<T> type) {
        List<T> values = new ArrayList<>();
        TopicReader.scan(
                config, topic, 0, record -> values.add(RecordCodec.of(type).decode(record.value())));
        return values;
    }

    public static List<String> keys(ClientConfig config, String topic) {
        List<String> keys = new ArrayList<>();
        TopicReader.scan(config, topic, 0, record -> keys.add(record.key()));
        return keys;
    }
}
