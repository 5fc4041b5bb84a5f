package dev.farrier.detect;

/**
 * Counts what the detect stage leaves out. {@link DropReason#DUPLICATE}, {@link DropReason#REPEAT} and {@link
 * DropReason#INCOMPLETE} are usual; the others mean that something which counts was not counted.
 */
@FunctionalInterface
public interface DropCounter {

    /** @param policy policy name; for {@link DropReason#SPEAKER_FORGOTTEN} the source's */
    void count(DropReason what, String policy);

    /** Why something was left out. */
    enum DropReason {
        /** Older than the newest event of its group by more than the lateness: not evaluated. */
        LATE,
        /** Same id as a recent event of its group. */
        DUPLICATE,
        /** An alert sent again. */
        REPEAT,
        /** It lacks the label or value that the detector asks for. */
        INCOMPLETE,
        /** A window has more events than are kept: the oldest was left out. */
        WINDOW_FULL,
        /** The signal was made under a detector that no bundle at hand has. */
        UNKNOWN_DETECTOR,
        /** A group has more than 1,000 alerts: the one that resolved first was forgotten, or this one not remembered. */
        ALERT_FORGOTTEN,
        /** A policy has more groups in a partition than its {@code maxGroups}: the one idle for the longest time was forgotten. */
        GROUP_FORGOTTEN,
        /** A source has more than 50,000 speakers: the one heard longest ago was forgotten. */
        SPEAKER_FORGOTTEN
    }
}
