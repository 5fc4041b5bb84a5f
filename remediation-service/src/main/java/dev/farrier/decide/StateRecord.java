package dev.farrier.decide;

import java.util.List;

/**
 * One record of the decider's state. The set of them is the whole state: written through to a store by key, and enough to
 * start again from.
 */
public sealed interface StateRecord
        permits IncidentRecord,
                SiteRecord,
                CallRecord,
                InputRecord,
                BundleStateRecord,
                StateRecord.DeciderClock,
                StateRecord.HaltState,
                StateRecord.DeploymentState,
                StateRecord.WakeBacklog {
    /** {@code kind|id}. */
    String key();

    /** The decider's clock at which this record wants to be looked at; 0: never. */
    default long wakeAt() {
        return 0;
    }

    /** All that it waits for. */
    default List<WakeCondition> wakeConditions() {
        return wakeAt() > 0 ? List.of(WakeCondition.until(wakeAt())) : List.of();
    }

    /**
     * @param now the greatest record time seen, epoch milliseconds
     * @param opened incidents opened so far; part of the next one's id
     * @param tickAt record time of the last tick; 0: there was none
     * @param uptime how long the decider has been reading, milliseconds: gaps between its ticks, each counted as at most 2 s
     */
    record DeciderClock(long now, long opened, long tickAt, long uptime) implements StateRecord {
        public static final String KEY = "clock";

        @Override
        public String key() {
            return KEY;
        }
    }

    /** @param calls nobody is called either */
    record HaltState(boolean halted, boolean calls, String by, String why, long since) implements StateRecord {
        public static final String KEY = "halt";

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * What the configuration of the deciding instances says.
     *
     * @param keyId id of the key that this deployment signs with
     * @param signer id of the key that the instance which decides now signs with
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
     * A queue of which not everybody could be woken at once.
     *
     * @param order with {@code last}: the last one that was; {@link Long#MIN_VALUE}: nobody
     */
    record WakeBacklog(String queue, long order, String last) implements StateRecord {
        @Override
        public String key() {
            return key(queue);
        }

        public static String key(String queue) {
            return "backlog|" + queue;
        }
    }
}
