package dev.farrier.decide.state;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far the decider's inputs have been read, and what they last said. */
public sealed interface InputRecord extends StateRecord {
    /** @param upTo read position of {@code operator-inputs}, epoch milliseconds */
    record OperatorWatermark(long upTo) implements InputRecord {
        public static final String KEY = "operators";

        @Override
        public String key() {
            return KEY;
        }
    }

    /** @param watermarks source → event time up to which the detect partition has read it */
    record DetectWatermarks(int partition, SortedMap<String, Long> watermarks, long at) implements InputRecord {
        public static final String PREFIX = "seen|";

        public DetectWatermarks {
            watermarks = Collections.unmodifiableSortedMap(new TreeMap<>(watermarks));
        }

        @Override
        public String key() {
            return key(partition);
        }

        public static String key(int partition) {
            return PREFIX + partition;
        }
    }

    /**
     * @param lastHeardAt event time of the last heartbeat of any emitter
     * @param since the decider's clock from which on its silence counts: that after the last outage of Farrier
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
     * The last heartbeat of an emitter that open incidents depend on.
     *
     * @param queue {@link WakeCondition#heartbeat}
     * @param at event time, epoch milliseconds
     * @param watchdogSince since when its watchdog alert fires, epoch milliseconds; 0: it has none
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
     * The read position of a channel.
     *
     * @param queue the channel's clock
     * @param upTo its last position
     * @param movedAt uptime of the decider when it moved last
     * @param stuck it was reported as stuck
     * @param alarmed an alarm was raised
     */
    record ChannelState(String queue, long upTo, long movedAt, boolean stuck, boolean alarmed) implements InputRecord {
        public static final String PREFIX = "channel|";

        @Override
        public String key() {
            return key(queue);
        }

        public static String key(String queue) {
            return PREFIX + queue;
        }
    }
}
