package dev.farrier.model;

/** What is Farrier's own for its watchdog; users' policies can't use the name. */
public final class Watchdog {
    /** The name of its policy, its source, its action, and of the action's type. */
    public static final String NAME = "farrier-watchdog";

    /** The label of its events that names the site. */
    public static final String SITE = "site";

    /** The name of the event with which a round begins: the symptom. */
    public static final String FAILING = "failing";

    /** The name of the event that ends the symptom. */
    public static final String RECOVERED = "recovered";

    private Watchdog() {}

    /** @param name of a policy, a source, an action or an action type */
    public static boolean is(String name) {
        return name.equals(NAME);
    }
}
