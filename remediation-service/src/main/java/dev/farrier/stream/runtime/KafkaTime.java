package dev.farrier.stream.runtime;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of day on a machine whose clock may be late: never earlier than the latest append time of Kafka's log that this process
 * has read, plus the time since then. Thread-safe.
 */
public final class KafkaTime {
    private static final KafkaTime OF_PROCESS = new KafkaTime(InstantSource.system(), System::nanoTime);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private volatile Reading latest;

    /** @param nanos when it was read, by a clock that is never set */
    private record Reading(long appendedAt, long nanos) {}

    KafkaTime(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.latest = new Reading(0, nanos.getAsLong());
    }

    static KafkaTime ofProcess() {
        return OF_PROCESS;
    }

    /** Epoch milliseconds. */
    public static long now() {
        return OF_PROCESS.millis();
    }

    long millis() {
        Reading read = latest;
        return Math.max(
                clock.millis(), read.appendedAt() + TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - read.nanos()));
    }

    /** A record was read that Kafka appended then. */
    void read(long appendedAt) {
        if (appendedAt > millis()) {
            latest = new Reading(appendedAt, nanos.getAsLong());
        }
    }
}
