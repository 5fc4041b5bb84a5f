package dev.farrier.stream.serde;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RecordCodec} as Kafka wants it. Null, a tombstone, stays null.
 *
 * @param <T> a record, or a sealed interface of records
 */
public final class RecordSerde<T> implements Serde<T> {
    private final RecordCodec<T> codec;

    private RecordSerde(RecordCodec<T> codec) {
        this.codec = codec;
    }

    /** @throws IllegalArgumentException as {@link RecordCodec#of} */
    public static <T> RecordSerde<T> of(Class<T> type) {
        return new RecordSerde<>(RecordCodec.of(type));
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, value) -> encode(value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> decode(bytes);
    }

    @SuppressWarnings("NullAway") // Kafka's interfaces say nothing of null, and mean that it is a tombstone
    private byte[] encode(@Nullable T value) {
        return value == null ? null : codec.encode(value);
    }

    @SuppressWarnings("NullAway")
    private T decode(byte @Nullable [] bytes) {
        return bytes == null ? null : codec.decode(bytes);
    }
}
