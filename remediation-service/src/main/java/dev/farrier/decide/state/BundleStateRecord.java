package dev.farrier.decide.state;

/** Which policies are in force, are to come into force, or cannot be used. */
public sealed interface BundleStateRecord extends StateRecord {
    /**
     * The commit that new incidents are decided under.
     *
     * @param previous the commit that was in force before; empty: none
     */
    record ActiveBundle(String commit, String previous) implements BundleStateRecord {
        public static final String KEY = "bundle";

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * A commit whose activation was requested.
     *
     * @param number order of the requests
     * @param refusal why core cannot use it; empty: core is trying
     */
    record PendingActivation(String commit, long number, String refusal) implements BundleStateRecord {
        public static final String PREFIX = "activation|";

        @Override
        public String key() {
            return key(commit);
        }

        public static String key(String commit) {
            return PREFIX + commit;
        }
    }

    /** A commit in use that this core cannot use. */
    record UnusableBundle(String commit, String why) implements BundleStateRecord {
        public static final String PREFIX = "unusable|";

        @Override
        public String key() {
            return key(commit);
        }

        public static String key(String commit) {
            return PREFIX + commit;
        }
    }
}
