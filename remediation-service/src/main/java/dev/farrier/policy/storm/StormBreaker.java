package dev.farrier.policy.storm;

/**
 * Stops everything, everywhere or at one site, while new incidents of any policies are a storm.
 *
 * @param by what is counted, and stopped, apart
 */
public record StormBreaker(String name, StormLimit limit, Scope by) {
    public enum Scope {
        ALL,
        SITE
    }

    /** Whether the other one is tripped whenever this one is. */
    public boolean isImpliedBy(StormBreaker other) {
        return by == other.by && limit.isImpliedBy(other.limit);
    }
}
