package dev.farrier.match;

/** Told what could not be matched, so that it is not lost in silence. Called on the matching thread. */
public interface MatchCounters {
    /** Counts nothing. */
    MatchCounters NONE = new MatchCounters() {
        @Override
        public void labelMissing(String policy, String label) {}

        @Override
        public void conditionFailed(String policy, String error) {}
    };

    /** An event met the policy's match but lacks a label that the policy groups by, so it joins no group. */
    void labelMissing(String policy, String label);

    /**
     * A {@code where} of the policy could not be evaluated on an event, which counts as no match.
     *
     * @param error for people
     */
    void conditionFailed(String policy, String error);
}
