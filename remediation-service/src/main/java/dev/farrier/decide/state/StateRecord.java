package dev.farrier.decide.state;

import java.util.List;

/**
 * One record of the decider's state. The records are the whole state: each is written to a store by its key, and the decider is
 * restored from them.
 */
public sealed interface StateRecord
        permits IncidentRecord,
                SiteRecord,
                CallRecord,
                InputRecord,
                BundleStateRecord,
                StateRecord.DeciderClock,
                StateRecord.HaltRecord,
                StateRecord.DeploymentState,
                StateRecord.WakeBacklog {
    /** {@code kind|id}. */
    String key();

    /** The record's timer by the decider's clock; 0: it has none. */
    default long wakeAt() {
        return 0;
    }

    /** All that wakes the record. */
    default List<WakeCondition> wakeConditions() {
        return wakeAt() > 0 ? List.of(WakeCondition.until(wakeAt())) : List.of();
    }

    /**
     * @param now the greatest record time seen, epoch milliseconds
     * @param opened incidents opened so far; part of the next one's id
     * @param tickAt record time of the last tick; 0: there was none
     * @param uptime sum of the gaps between ticks, each counted as at most 2 s, milliseconds: outages of the decider do not count
     */
    record DeciderClock(long now, long opened, long tickAt, long uptime) implements StateRecord {
        public static final String KEY = "clock";

        @Override
        public String key() {
            return KEY;
        }
    }

    /** @param calls calls are halted too */
    record HaltRecord(boolean halted, boolean calls, String by, String why, long since) implements StateRecord {
        public static final String KEY = "halt";

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * Configuration of the core that is active.
     *
     * @param keyId id of the key that this deployment signs with
     * @param signer id of the key that the active core signs with
     */
    record DeploymentState(String keyId, String signer, long startWithin, long lossGrace, List<String> callSites)
            implements StateRecord {
        public static final String KEY = "deployment";

        public DeploymentState {
            callSites = List.copyOf(callSites);
        }

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * A queue whose records were too many to be woken by one input.
     *
     * @param order with {@code last}: the last record that was woken; {@link Long#MIN_VALUE}: none
     */
    record WakeBacklog(String queue, long order, String last) implements StateRecord {
        public static final String PREFIX = "backlog|";

        @Override
        public String key() {
            return key(queue);
        }

        public static String key(String queue) {
            return PREFIX + queue;
        }
    }
}
