package dev.farrier.model;

/**
 * For incidents that these matchers select, nothing is started and nobody is called, until a time.
 *
 * @param id chosen by who ordered it
 * @param matchers as they are written, separated by commas; not empty
 * @param since when it was ordered, epoch milliseconds
 * @param until when it ends, epoch milliseconds
 */
public record Silence(String id, String matchers, String by, String why, long since, long until) implements TimedOrder {
    @Override
    public String selected() {
        return matchers;
    }

    /** The same silence with another end. */
    public Silence endingAt(long at) {
        return new Silence(id, matchers, by, why, since, at);
    }

    /** One line for people. */
    public String text() {
        return "silenced by " + by + (why.isEmpty() ? "" : ": " + why) + " (" + id + ", " + matchers + ")";
    }
}
