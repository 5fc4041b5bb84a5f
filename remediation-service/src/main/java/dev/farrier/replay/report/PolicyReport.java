package dev.farrier.replay.report;

import dev.farrier.match.Missed;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.simulation.TranscriptLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one policy came to. */
public final class PolicyReport {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int BUSIEST = 10;

    private final TreeMap<String, Long> actions = new TreeMap<>();
    private final TreeMap<String, Long> targets = new TreeMap<>();
    private final TreeMap<String, Long> suppressed = new TreeMap<>();
    private final TreeMap<Long, Hour> hours = new TreeMap<>();
    private final ActivityHistogram timeline = new ActivityHistogram();
    private long detections;
    private long commands;
    private long resolved;
    private long escalated;
    private @Nullable Missed missed;

    /** @param start of the hour, epoch milliseconds, whole hours of UTC */
    public record Hour(long start, long detections, long commands) {
        private Hour with(long moreDetections, long moreCommands) {
            return new Hour(start, detections + moreDetections, commands + moreCommands);
        }

        SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("hour", Instant.ofEpochMilli(start).toString());
            fields.put("detections", detections);
            fields.put("commands", commands);
            return fields;
        }
    }

    void add(TranscriptLine line) {
        switch (line.type()) {
            case DETECTION -> {
                detections++;
                timeline.detection(line.time());
                busy(line.time(), 1, 0);
                if (line.reason() == Reason.REPEAT) {
                    count(suppressed, Reason.REPEAT.code());
                }
            }
            case DECISION -> {
                if (line.verdict() != Verdict.ACT && line.reason() != null) {
                    count(suppressed, line.reason().code());
                }
            }
            case COMMAND -> {
                commands++;
                timeline.command(line.time());
                busy(line.time(), 0, 1);
                count(actions, line.action());
                if (!line.target().isEmpty()) {
                    count(targets, line.target());
                }
            }
            case RESOLVED -> resolved++;
            case ESCALATED -> escalated++;
        }
    }

    void missed(Missed all) {
        missed = all;
    }

    private static void count(TreeMap<String, Long> counts, String what) {
        counts.merge(what, 1L, Long::sum);
    }

    private void busy(long time, long moreDetections, long moreCommands) {
        long start = Math.floorDiv(time, HOUR) * HOUR;
        hours.put(start, hours.getOrDefault(start, new Hour(start, 0, 0)).with(moreDetections, moreCommands));
    }

    /** Firings of the detector, repeats included. */
    public long detections() {
        return detections;
    }

    /** Commands that would have been sent, probes and the call of a person among them. */
    public long commands() {
        return commands;
    }

    public long resolved() {
        return resolved;
    }

    public long escalated() {
        return escalated;
    }

    /** Commands by action. */
    public SortedMap<String, Long> actions() {
        return actions;
    }

    /** Commands by target; those without a target are not among them. */
    public SortedMap<String, Long> targets() {
        return targets;
    }

    /** Why it did not act, by reason: decisions to wait or to ignore, and detections that an open incident absorbed. */
    public SortedMap<String, Long> suppressed() {
        return suppressed;
    }

    /** The ten hours with the most detections, then the most commands, then the earliest; the busiest first. */
    public List<Hour> busiestHours() {
        return hours.values().stream()
                .sorted(Comparator.comparingLong(Hour::detections)
                        .thenComparingLong(Hour::commands)
                        .reversed()
                        .thenComparingLong(Hour::start))
                .limit(BUSIEST)
                .toList();
    }

    /** When its detections and commands were. */
    public ActivityHistogram timeline() {
        return timeline;
    }

    SequencedMap<String, Object> fields(String policy) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("policy", policy);
        fields.put("detections", detections);
        fields.put("commands", commands);
        fields.put("resolved", resolved);
        fields.put("escalated", escalated);
        fields.put("actions", actions);
        fields.put("targets", targets);
        fields.put("suppressed", suppressed);
        fields.put("busiestHours", busiestHours().stream().map(Hour::fields).toList());
        if (missed != null) {
            fields.put("conditionFailed", missed.conditionFailed());
            if (!missed.error().isEmpty()) {
                fields.put("failure", missed.error());
            }
            fields.put("labelMissing", missed.labelMissing());
        }
        return fields;
    }
}
