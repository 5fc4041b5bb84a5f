package dev.farrier.model;

import java.time.Instant;

/**
 * People work on the resources that a selector selects: nothing is started there, nobody is called, and budgets count them as
 * unavailable, until a time.
 *
 * @param id chosen by who ordered it
 * @param selector matchers of resources, separated by commas; not empty
 * @param since when it was ordered, epoch milliseconds
 * @param until when it ends, epoch milliseconds
 */
public record Maintenance(String id, String selector, String by, String why, long since, long until)
        implements TimedOrder {
    @Override
    public String selected() {
        return selector;
    }

    /** One line for people. */
    public String text() {
        return "in maintenance by " + by + (why.isEmpty() ? "" : ": " + why) + " (" + id + ", " + selector + "), until "
                + Instant.ofEpochMilli(until);
    }
}
