package dev.farrier.demo.story;

import java.util.Locale;

/**
 * One thing that happened.
 *
 * @param time epoch milliseconds
 * @param bridge which one it is about; empty: none
 */
public record Line(long time, String bridge, What what, String text) {

    /** What sort of thing, in the order in which they happen. */
    public enum What {
        BROKEN,
        SEEN,
        DETECTED,
        DECIDED,
        DOES,
        DONE,
        FAILED,
        VERIFIES,
        HEALED,
        ESCALATED,
        PAGED,
        NOTE;

        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
