package dev.farrier.policy.order;

/** How many silences, and how many maintenances, may be in force, and how long what they select by may be. The decider refuses more. */
public final class OrderLimits {
    public static final int MOST = 200;
    private static final int LONGEST = 2_000;

    private OrderLimits() {}

    /**
     * @param others how many of the same kind are in force
     * @param selected what it selects by, as it is written
     */
    public static void check(long others, String selected) throws InvalidOrderException {
        if (others >= MOST) {
            throw new InvalidOrderException("there are " + MOST + " already: end some of them first");
        }
        if (selected.length() > LONGEST) {
            throw new InvalidOrderException("what it selects by has " + selected.length() + " characters; at most "
                    + LONGEST + " are taken: write several");
        }
    }
}
