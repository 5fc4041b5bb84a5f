package dev.farrier.detect.state;

/**
 * The states of one detector of one policy, or those of the policy itself, which outlive an edit of its detector. Keys in the
 * store have the namespace's number, so that they are short.
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
    /** Stream time before which no group may be forgotten. */
    long firstExpiry = Long.MIN_VALUE;
    /** How often a state was added: while this number stays the same, a group without a state still has none. */
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

    /** Hash of the detector; empty for the states of the policy itself. */
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
