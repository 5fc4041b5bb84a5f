package dev.farrier.decide;

/**
 * Times of the claim protocol, milliseconds. Part of what a fold depends on.
 *
 * @param startWithin a command must be claimed this soon after it was sent; at most one hour
 * @param claimGrace how long after that the decider waits before it takes the command back
 * @param lossGrace how long after {@code startBy + maxRun} a worker that said nothing is given up
 */
public record DeciderSettings(long startWithin, long claimGrace, long lossGrace) {
    public static final DeciderSettings DEFAULT = new DeciderSettings(60_000, 2_000, 30_000);

    public DeciderSettings {
        if (startWithin <= 0 || startWithin > 3_600_000 || claimGrace <= 0 || lossGrace <= 0) {
            throw new IllegalArgumentException("times of the claim protocol must be positive, startWithin at most 1h");
        }
    }
}
