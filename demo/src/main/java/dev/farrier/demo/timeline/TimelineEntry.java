package dev.farrier.demo.timeline;

import java.util.Locale;

/**
 * One line of the timeline.
 *
 * @param time epoch milliseconds
 * @param bridge empty: the line is about no bridge
 */
public record TimelineEntry(long time, String bridge, EntryType what, String text) {

    /** In the order in which an incident passes through them. */
    public enum EntryType {
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
