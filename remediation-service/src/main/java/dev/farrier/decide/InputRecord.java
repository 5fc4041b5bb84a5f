package dev.farrier.decide;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far the decider's inputs have been read, and what they last said. */
public sealed interface InputRecord extends StateRecord {
    /** Up to when {@code operator-inputs} has been read, epoch milliseconds. */
    record OperatorWatermark(long upTo) implements InputRecord {
        public static final String KEY = "operators";

        @Override
        public String key() {
            return KEY;
        }
    }

    /** How far one detect partition has seen, source by source. */
    record DetectWatermarks(int partition, SortedMap<String, Long> watermarks, long at) implements InputRecord {
        public DetectWatermarks {
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
     * @param lastHeardAt event time at which anybody of this source spoke last
     * @param since the decider's clock from which on its silence counts: our own outages do not
     */
    record SourceLiveness(String source, long lastHeardAt, long since) implements InputRecord {
        @Override
        public String key() {
            return key(source);
        }

        public static String key(String source) {
            return "source|" + source;
        }
    }

    /**
     * When a speaker that open incidents depend on was heard last.
     *
     * @param queue {@link WakeCondition#heartbeat}
     * @param at event time, epoch milliseconds
     * @param watchdogSince since when the watchdog alert fires that speaks for it, epoch milliseconds; 0: it has none
     */
    record HeartbeatState(String queue, long at, long watchdogSince) implements InputRecord {
        @Override
        public String key() {
            return key(queue);
        }

        public static String key(String queue) {
            return "speaker|" + queue;
        }
    }

    /**
     * How a channel moves.
     *
     * @param queue its clock
     * @param upTo where it stood
     * @param movedAt awake time at which it was seen to move last
     * @param stuck it has been said that it stands still
     * @param alarmed a person has been told
     */
    record ChannelState(String queue, long upTo, long movedAt, boolean stuck, boolean alarmed) implements InputRecord {
        @Override
        public String key() {
            return key(queue);
        }

        public static String key(String queue) {
            return "channel|" + queue;
        }
    }
}
