package dev.farrier.decide.state;

/**
 * Times of the claim protocol, milliseconds. The fold depends on them.
 *
 * @param startWithin a command must be claimed this soon after it was sent; at most one hour
 * @param lossGrace how long after {@code startBy + maxRun} the decider gives up a worker that has not reported an end
 */
public record DeciderSettings(long startWithin, long lossGrace) {
    public static final DeciderSettings DEFAULT = new DeciderSettings(60_000, 30_000);

    public DeciderSettings {
        if (startWithin <= 0 || startWithin > 3_600_000 || lossGrace <= 0) {
            throw new IllegalArgumentException("times of the claim protocol must be positive, startWithin at most 1h");
        }
    }
}
