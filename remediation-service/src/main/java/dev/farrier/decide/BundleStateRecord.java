package dev.farrier.decide;

/** Which policies are in force, are to come into force, or cannot be used. */
public sealed interface BundleStateRecord extends StateRecord {
    /**
     * The commit that new incidents are decided under.
     *
     * @param previous the one that was in force before it; empty: none was
     */
    record ActiveBundle(String commit, String previous) implements BundleStateRecord {
        public static final String KEY = "bundle";

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * A commit that is to come into force.
     *
     * @param number the order in which they were asked for
     * @param refusal why it can't be used; empty: that is being tried
     */
    record PendingActivation(String commit, long number, String refusal) implements BundleStateRecord {
        static final String PREFIX = "activation|";

        @Override
        public String key() {
            return key(commit);
        }

        public static String key(String commit) {
            return PREFIX + commit;
        }
    }

    /** In use, and this core can't use it: nothing is done under it. */
    record UnusableBundle(String commit, String why) implements BundleStateRecord {
        static final String PREFIX = "unusable|";

        @Override
        public String key() {
            return key(commit);
        }

        public static String key(String commit) {
            return PREFIX + commit;
        }
    }
}
