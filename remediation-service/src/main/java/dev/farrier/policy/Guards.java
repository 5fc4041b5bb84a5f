package dev.farrier.policy;

import java.time.Duration;
import java.util.List;

/**
 * Limits of one policy, defaults of its strongest rung's risk filled in.
 *
 * @param cooldown after an incident of this policy on this target ended in which a rung was started
 * @param rateLimits all must hold
 * @param attempts rungs started on one target, across all policies; used up: escalate
 * @param staleAfter an event older than this, by the decider's clock, is not acted on
 */
public record Guards(Duration cooldown, List<RateLimit> rateLimits, RateLimit attempts, Duration staleAfter) {
    public Guards {
        rateLimits = List.copyOf(rateLimits);
    }

    /**
     * At most {@code max} rungs started in any {@code per}.
     *
     * @param max at least 1
     * @param by what is counted apart: {@code target}, or resource labels; empty: the whole policy
     */
    public record RateLimit(int max, Duration per, List<String> by) {
        public RateLimit {
            by = List.copyOf(by);
        }
    }
}
