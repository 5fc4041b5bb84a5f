package dev.farrier.model;

import java.time.Duration;

/**
 * For incidents that these matchers select, nothing is started and nobody is called, until a time.
 *
 * @param id chosen by who ordered it
 * @param matchers as they are written, separated by commas; not empty
 * @param since when it was ordered, epoch milliseconds
 * @param until when it ends, epoch milliseconds
 */
public record Silence(String id, String matchers, String by, String why, long since, long until) {
    /** Kafka keeps for so long what people have ordered, and the list of silences is made from it. */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** The same silence with another end. */
    public Silence endingAt(long at) {
        return new Silence(id, matchers, by, why, since, at);
    }

    /** One line for people. */
    public String text() {
        return "silenced by " + by + (why.isEmpty() ? "" : ": " + why) + " (" + id + ", " + matchers + ")";
    }
}
