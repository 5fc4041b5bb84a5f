package dev.farrier.demo.story;

import java.util.Locale;

/**
 * One line of the story.
 *
 * @param time epoch milliseconds
 * @param bridge empty: the line is about no bridge
 */
public record StoryLine(long time, String bridge, StoryEvent what, String text) {

    /** In the order in which an incident passes through them. */
    public enum StoryEvent {
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
