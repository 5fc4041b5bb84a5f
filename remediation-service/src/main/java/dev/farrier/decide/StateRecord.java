package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.Outcome;
import dev.farrier.model.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One record of the decider's state. The set of them is the whole state: written through to a store by key, and enough to
 * start again from.
 */
public sealed interface StateRecord {
    /** {@code kind|id}. */
    String key();

    /** The decider's clock at which this record wants to be looked at; 0: never. */
    default long wakeAt() {
        return 0;
    }

    /**
     * @param now the greatest record time seen, epoch milliseconds
     * @param opened incidents opened so far; part of the next one's id
     */
    record Clock(long now, long opened) implements StateRecord {
        public static final String KEY = "clock";

        @Override
        public String key() {
            return KEY;
        }
    }

    record HaltState(boolean halted, String by, String why, long since) implements StateRecord {
        public static final String KEY = "halt";

        @Override
        public String key() {
            return KEY;
        }
    }

    /** The commit that new incidents are decided under. */
    record ActiveBundle(String commit) implements StateRecord {
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
    record Activation(String commit, long number, String refusal) implements StateRecord {
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
    record UnusableBundle(String commit, String why) implements StateRecord {
        static final String PREFIX = "unusable|";

        @Override
        public String key() {
            return key(commit);
        }

        public static String key(String commit) {
            return PREFIX + commit;
        }
    }

    /** What a worker said while its incident stood still; applied when that goes on. */
    record Parked(String incident, long number, Outcome outcome) implements StateRecord {
        @Override
        public String key() {
            return prefix(incident) + String.format(Locale.ROOT, "%09d", number);
        }

        static String prefix(String incident) {
            return "parked|" + incident + "|";
        }
    }

    /** The topics of this site exist. */
    record KnownSite(String site) implements StateRecord {
        @Override
        public String key() {
            return key(site);
        }

        public static String key(String site) {
            return "site|" + site;
        }
    }

    /** An incident that is not over. */
    record Held(Incident incident, long wakeAt) implements StateRecord {
        @Override
        public String key() {
            return key(incident.id());
        }

        public static String key(String id) {
            return "incident|" + id;
        }
    }

    /** An incident that is over and still in the incidents topic. */
    record Closed(String incident, long wakeAt) implements StateRecord {
        @Override
        public String key() {
            return "closed|" + incident;
        }
    }

    /** While it stands, nobody but this incident touches the target. */
    record Lease(String target, String incident) implements StateRecord {
        @Override
        public String key() {
            return key(target);
        }

        public static String key(String target) {
            return "lease|" + target;
        }
    }

    /** Somebody has worked on the target, and ended at this time of the decider's clock. */
    record Worked(String target, long at, long wakeAt) implements StateRecord {
        @Override
        public String key() {
            return key(target);
        }

        public static String key(String target) {
            return "worked|" + target;
        }
    }

    /** When rungs were started, for one counter of a limit: only those that still lie in its window. */
    record Starts(String counter, List<Long> times, long wakeAt) implements StateRecord {
        public Starts {
            times = List.copyOf(times);
        }

        @Override
        public String key() {
            return key(counter);
        }

        public static String key(String counter) {
            return "starts|" + counter;
        }
    }

    /** This policy leaves this target alone until {@code wakeAt}. */
    record Cooldown(String policy, String target, boolean shadow, long wakeAt) implements StateRecord {
        @Override
        public String key() {
            return key(policy, target, shadow);
        }

        public static String key(String policy, String target, boolean shadow) {
            return "cooldown|" + (shadow ? "shadow|" : "") + policy + "|" + target;
        }
    }

    /** Detections of this policy and group that were ignored for one reason: recorded once, then counted. */
    record Ignored(String policy, SortedMap<String, String> group, Reason reason, long count, long wakeAt)
            implements StateRecord {
        /** How long after the last repeat an ignored detection counts as a new one. */
        public static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

        public Ignored {
            group = Labels.copyOf(group);
        }

        @Override
        public String key() {
            return key(policy, group);
        }

        public static String key(String policy, SortedMap<String, String> group) {
            return "ignored|" + policy + "|" + Labels.key(group);
        }
    }

    /** How far one detect partition has seen, source by source. */
    record Seen(int partition, SortedMap<String, Long> watermarks, long at) implements StateRecord {
        public Seen {
            watermarks = Collections.unmodifiableSortedMap(new TreeMap<>(watermarks));
        }

        @Override
        public String key() {
            return key(partition);
        }

        public static String key(int partition) {
            return "seen|" + partition;
        }
    }

    /**
     * @param heardAt event time at which anybody of this source spoke last
     * @param since the decider's clock from which on its silence counts: our own outages do not
     */
    record SourceLife(String source, long heardAt, long since) implements StateRecord {
        @Override
        public String key() {
            return key(source);
        }

        public static String key(String source) {
            return "source|" + source;
        }
    }
}
