package dev.farrier.decide.state;

import java.util.List;

/**
 * Configuration of a core, told to the log when it starts. The fold depends on the times, milliseconds.
 *
 * @param startWithin a command must be claimed this soon after it was sent; at most one hour
 * @param lossGrace how long after {@code startBy + maxRun} the decider gives up a worker that has not reported an end
 * @param hosts names and addresses of the core's host and of the Kafka brokers
 */
public record DeciderSettings(long startWithin, long lossGrace, List<String> hosts) {
    public static final DeciderSettings DEFAULT = new DeciderSettings(60_000, 30_000);

    public DeciderSettings {
        hosts = List.copyOf(hosts);
        if (startWithin <= 0 || startWithin > 3_600_000 || lossGrace <= 0) {
            throw new IllegalArgumentException("times of the claim protocol must be positive, startWithin at most 1h");
        }
    }

    /** The times alone. */
    public DeciderSettings(long startWithin, long lossGrace) {
        this(startWithin, lossGrace, List.of());
    }
}
