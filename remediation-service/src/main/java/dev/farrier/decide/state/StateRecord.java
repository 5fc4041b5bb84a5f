package dev.farrier.decide.state;

import dev.farrier.model.HaltScope;
import dev.farrier.model.Maintenance;
import dev.farrier.model.Silence;
import dev.farrier.model.StandingHalt;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

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
                BreakerRecord,
                RunRecord,
                StateRecord.DeciderClock,
                StateRecord.HaltRecord,
                StateRecord.FarrierHost,
                StateRecord.SilenceState,
                StateRecord.MaintenanceState,
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

    /**
     * The halts in force. A version that knows no scopes reads {@code halted} alone, and halts everything while any stands.
     *
     * @param calls calls are halted too
     * @param by of the widest halt; without one, who gave the last order
     * @param orderedAt when the last order was given
     * @param standing the halts in force, the widest scope first; empty with {@code halted}: that of everything
     */
    record HaltRecord(boolean halted, boolean calls, String by, String why, long orderedAt, List<StandingHalt> standing)
            implements StateRecord {
        public static final String KEY = "halt";

        public HaltRecord {
            standing = halted && standing.isEmpty()
                    ? List.of(new StandingHalt(HaltScope.ALL, calls, by, why, orderedAt))
                    : List.copyOf(standing);
        }

        /**
         * @param lastBy who gave the last order
         * @param lastWhy the reason of the last order
         */
        public HaltRecord(SortedMap<HaltScope, StandingHalt> halts, String lastBy, String lastWhy, long orderedAt) {
            this(
                    !halts.isEmpty(),
                    halts.values().stream().anyMatch(StandingHalt::calls),
                    halts.isEmpty() ? lastBy : halts.firstEntry().getValue().by(),
                    halts.isEmpty() ? lastWhy : halts.firstEntry().getValue().why(),
                    orderedAt,
                    List.copyOf(halts.values()));
        }

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * A silence, also for some time after its end: what it held back may only then be decided.
     *
     * @param ended it holds nothing back any more
     */
    record SilenceState(Silence silence, boolean ended) implements StateRecord {
        public static final String PREFIX = "silence|";
        private static final long REMEMBERED = Duration.ofHours(1).toMillis();

        /** When it ends; once it has ended, when it is forgotten. */
        @Override
        public long wakeAt() {
            return silence.until() + (ended ? REMEMBERED : 0);
        }

        @Override
        public String key() {
            return key(silence.id());
        }

        public static String key(String id) {
            return PREFIX + id;
        }
    }

    /** A maintenance that has not ended. */
    record MaintenanceState(Maintenance maintenance) implements StateRecord {
        public static final String PREFIX = "maintenance|";

        /** When it ends. */
        @Override
        public long wakeAt() {
            return maintenance.until();
        }

        @Override
        public String key() {
            return key(maintenance.id());
        }

        public static String key(String id) {
            return PREFIX + id;
        }
    }

    /**
     * A host on which a process of Farrier that is no executor runs.
     *
     * @param names its names and addresses; the first one identifies it
     * @param wakeAt when it is forgotten, unless it is told of again
     */
    record FarrierHost(List<String> names, long wakeAt) implements StateRecord {
        public static final String PREFIX = "host|";
        public static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

        public FarrierHost {
            names = List.copyOf(names);
        }

        @Override
        public String key() {
            return PREFIX + names.getFirst();
        }
    }

    /**
     * Configuration of the core that is active.
     *
     * @param keyId id of the key that this deployment signs with
     * @param signer id of the key that the active core signs with
     * @param hosts names and addresses of the hosts of the active core and of the Kafka brokers
     */
    record DeploymentState(
            String keyId, String signer, long startWithin, long lossGrace, List<String> callSites, List<String> hosts)
            implements StateRecord {
        public static final String KEY = "deployment";

        public DeploymentState {
            callSites = List.copyOf(callSites);
            hosts = List.copyOf(hosts);
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
