package dev.farrier.stream.inspect;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.client.TopicReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A record that came while its topic was watched: what two clocks said of the same moment.
 *
 * @param appendedAt by the clock of the broker that leads the partition, epoch milliseconds
 * @param readAt by the clock of this machine, epoch milliseconds
 */
public record AppendTime(String topic, long appendedAt, long readAt) {
    /** The first may have waited until this reader was connected. */
    private static final int RECORDS = 2;

    private static final Duration POLL = Duration.ofMillis(100);

    /** How far this machine's clock is ahead, and how long the record took to come, milliseconds. */
    public long skew() {
        return readAt - appendedAt;
    }

    /**
     * Reads records that others append, and writes none; of two the one that came faster.
     *
     * @return empty when none came in time
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the topic can't be read
     */
    public static Optional<AppendTime> await(ClientConfig config, String topic, Duration within, InstantSource clock) {
        List<AppendTime> seen = new ArrayList<>();
        try (TopicReader reader = new TopicReader(config, topic, TopicReader.END, "farrier-doctor-clock")) {
            reader.assign();
            long deadline = System.nanoTime() + within.toNanos();
            while (seen.size() < RECORDS && System.nanoTime() < deadline) {
                reader.poll(POLL, record -> seen.add(new AppendTime(topic, record.timestamp(), clock.millis())));
            }
        }
        return seen.stream().min(Comparator.comparingLong(AppendTime::skew));
    }
}
