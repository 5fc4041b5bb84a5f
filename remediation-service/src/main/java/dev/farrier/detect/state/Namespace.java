package dev.farrier.detect.state;

/**
 * What states belong to: one detector of one policy, or the policy itself for what outlives an edit of its detector. It has a
 * number in the store, so that keys are short.
 */
public final class Namespace {
    final int number;
    private final String policy;
    private final String detector;
    /** Number and separator, as keys have them. */
    final String prefix;
    /** How many groups there are. */
    int count;
    /** How many there may be. */
    int limit = Integer.MAX_VALUE;
    /** No group may be forgotten before, stream time. */
    long firstExpiry = Long.MIN_VALUE;
    /** How often a state was added: a state that was absent is still absent while this has not changed. */
    private long additions;

    Namespace(int number, String policy, String detector) {
        this.number = number;
        this.policy = policy;
        this.detector = detector;
        this.prefix = Integer.toHexString(number) + '|';
    }

    public String policy() {
        return policy;
    }

    /** Hash of the detector; empty for what belongs to the policy. */
    public String detector() {
        return detector;
    }

    /** Changes whenever a state is added. */
    public long additions() {
        return additions;
    }

    void added() {
        count++;
        additions++;
    }
}
