package dev.farrier.match;

/** Receives what could not be matched, so that it can be counted. Called on the matching thread. */
public interface MatchListener {
    MatchListener NONE = new MatchListener() {};

    /** An event matched the policy but lacks a label that the policy groups by, so it joins no group. */
    default void labelMissing(String policy, String label) {}

    /**
     * A {@code where} of the policy could not be evaluated on an event, which counts as no match.
     *
     * @param error for people
     */
    default void conditionFailed(String policy, String error) {}
}
