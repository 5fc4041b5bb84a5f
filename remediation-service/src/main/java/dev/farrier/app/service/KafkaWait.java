package dev.farrier.app.service;

import dev.farrier.stream.admin.KafkaSilentException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka again while no broker answers: a process that starts with Kafka, or while it is away, need not end. */
final class KafkaWait {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaWait.class);

    private KafkaWait() {}

    /**
     * The answer to this question. Each attempt takes as long as Kafka's client waits, {@code default.api.timeout.ms}.
     *
     * @throws KafkaSilentException when no broker has answered within this time
     */
    static <T> T untilItAnswers(Duration within, Supplier<T> question) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return question.get();
            } catch (KafkaSilentException e) {
                Duration left = within.minusNanos(System.nanoTime() - begun);
                if (!left.isPositive()) {
                    throw e;
                }
                LOG.warn("{} Trying again, for {} s more", e.getMessage(), left.toSeconds());
            }
        }
    }
}
