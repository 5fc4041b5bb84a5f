package dev.farrier.decide.state;

import dev.farrier.model.Detection;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.model.Labels;
import java.util.SortedMap;

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

    /**
     * A detection by policies that are to come into force: it is decided when they do, or are refused. There is one for a
     * policy and group, with the newest detection.
     *
     * @param symptom what is known of the symptom besides the detection
     */
    record HeldDetection(Detection detection, Symptom symptom) implements BundleStateRecord {
        public static final String PREFIX = "held|";

        @Override
        public String key() {
            return key(detection.policy(), detection.group());
        }

        public static String key(String policy, SortedMap<String, String> group) {
            return PREFIX + policy + "|" + Labels.key(group);
        }
    }
}
