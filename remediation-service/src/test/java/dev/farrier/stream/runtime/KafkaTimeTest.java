package dev.farrier.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class KafkaTimeTest {
    private static final long HOUR = 3_600_000;

    private long wall = 100 * HOUR;
    private long nanos;
    private final KafkaTime time = new KafkaTime(
            new InstantSource() {
                @Override
                public Instant instant() {
                    return Instant.ofEpochMilli(wall);
                }
            },
            () -> nanos);

    @Test
    void shouldBeTheMachinesClockWhereThatIsRight() {
        time.read(wall);
        time.read(wall - HOUR);
        wall += 5;

        assertThat(time.millis()).isEqualTo(100 * HOUR + 5);
    }

    @Test
    void shouldGoOnFromTheLogWhereTheClockIsLate() {
        time.read(101 * HOUR);
        wall += 7;
        nanos += 7_000_000;
        assertThat(time.millis()).isEqualTo(101 * HOUR + 7);

        time.read(101 * HOUR + 3);
        assertThat(time.millis()).as("an older record changes nothing").isEqualTo(101 * HOUR + 7);

        wall = 102 * HOUR;
        assertThat(time.millis()).as("the clock is right again").isEqualTo(102 * HOUR);
    }

    @Test
    void shouldTakeTheTimeOfASendersRecordThoughTheClockIsLate() {
        AppendTimeExtractor ofSources = new AppendTimeExtractor(time);
        LogTimeExtractor own = new LogTimeExtractor(time);

        assertThat(ofSources.extract(at(101 * HOUR), 0))
                .as("from the future, as far as anybody knows")
                .isEqualTo(100 * HOUR);
        assertThat(own.extract(at(101 * HOUR), 0)).as("the log's own").isEqualTo(101 * HOUR);
        assertThat(ofSources.extract(at(101 * HOUR), 0)).isEqualTo(101 * HOUR);
        assertThat(ofSources.extract(at(101 * HOUR + 1), 0)).isEqualTo(101 * HOUR);
        assertThat(ofSources.extract(at(-1), 0)).isEqualTo(101 * HOUR);
    }

    private static ConsumerRecord<Object, Object> at(long timestamp) {
        // as Kafka Streams hands it over, whatever type the topic has
        return new ConsumerRecord<>(
                "topic",
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                "value",
                new RecordHeaders(),
                Optional.empty());
    }
}
