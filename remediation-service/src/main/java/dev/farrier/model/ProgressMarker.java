package dev.farrier.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Watermarks and heartbeats of one ingest task, sent once a second to every detect partition behind all its events.
 */
public record ProgressMarker(List<SourceProgress> sources) implements Signal {
    public ProgressMarker {
        sources = List.copyOf(sources);
    }

    /** The same without times later than this one, of which nobody can know: the clock of the process that wrote it is ahead. */
    public ProgressMarker notLaterThan(long time) {
        return new ProgressMarker(
                sources.stream().map(source -> source.notLaterThan(time)).toList());
    }

    /**
     * @param partition partition of the source's topic
     * @param partitions how many partitions that topic has: silence is judged only when all have reported
     * @param watermark greatest event time read, never later than the record's own append time; 0 when none was read
     * @param caughtUpAt everything appended before this moment (epoch milliseconds) has been read; 0 when not known
     * @param heard value of the source's {@code liveness.by} labels ({@link Labels#key}) → latest event time since the
     *     last marker; the empty key when {@code by} is empty
     * @param watchdogSince of those with a watchdog alert: when it began to fire, epoch milliseconds
     */
    public record SourceProgress(
            String source,
            String topic,
            int partition,
            int partitions,
            long watermark,
            long caughtUpAt,
            SortedMap<String, Long> heard,
            SortedMap<String, Long> watchdogSince) {
        public SourceProgress {
            heard = Collections.unmodifiableSortedMap(new TreeMap<>(heard));
            watchdogSince = Collections.unmodifiableSortedMap(new TreeMap<>(watchdogSince));
        }

        private SourceProgress notLaterThan(long time) {
            if (watermark <= time
                    && caughtUpAt <= time
                    && heard.values().stream().allMatch(at -> at <= time)) {
                return this;
            }
            SortedMap<String, Long> earlier = new TreeMap<>(heard);
            earlier.replaceAll((speaker, at) -> Math.min(at, time));
            return new SourceProgress(
                    source,
                    topic,
                    partition,
                    partitions,
                    Math.min(watermark, time),
                    Math.min(caughtUpAt, time),
                    earlier,
                    watchdogSince);
        }

        /** Of a source without a watchdog. */
        public SourceProgress(
                String source,
                String topic,
                int partition,
                int partitions,
                long watermark,
                long caughtUpAt,
                SortedMap<String, Long> heard) {
            this(source, topic, partition, partitions, watermark, caughtUpAt, heard, new TreeMap<>());
        }
    }
}
