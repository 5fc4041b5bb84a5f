package dev.farrier.replay.report;

import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.replay.report.ActivityHistogram.ActivityCount;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.view.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a replay counted of one policy. */
public final class PolicyReport {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int BUSIEST = 10;

    private final TreeMap<String, Long> actions = new TreeMap<>();
    private final TreeMap<String, Long> targets = new TreeMap<>();
    private final TreeMap<String, Long> suppressed = new TreeMap<>();
    private final TreeMap<Long, ActivityCount> hours = new TreeMap<>();
    private final ActivityHistogram timeline = new ActivityHistogram();
    private long detections;
    private long commands;
    private long resolved;
    private long escalated;
    private @Nullable ReplayMatchFailures matchFailures;

    /** @param start of the hour, epoch milliseconds, whole hours of UTC */
    public record Hour(long start, long detections, long commands) {
        private Map<String, Object> fields() {
            return new JsonObject()
                    .put("hour", Instant.ofEpochMilli(start).toString())
                    .put("detections", detections)
                    .put("commands", commands)
                    .build();
        }
    }

    void add(TranscriptLine line) {
        switch (line.type()) {
            case DETECTION -> {
                detections++;
                addActivity(line.time(), new ActivityCount(1, 0));
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
                addActivity(line.time(), new ActivityCount(0, 1));
                count(actions, line.action());
                if (!line.target().isEmpty()) {
                    count(targets, line.target());
                }
            }
            case RESOLVED -> resolved++;
            case ESCALATED -> escalated++;
        }
    }

    private void addActivity(long time, ActivityCount count) {
        timeline.add(time, count);
        hours.merge(Math.floorDiv(time, HOUR) * HOUR, count, ActivityCount::plus);
    }

    private static void count(TreeMap<String, Long> counts, String what) {
        counts.merge(what, 1L, Long::sum);
    }

    void matchFailures(ReplayMatchFailures failures) {
        matchFailures = failures;
    }

    /** Firings of the detector, repeats included. */
    public long detections() {
        return detections;
    }

    /** Commands that would have been sent, probes and calls of a person included. */
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

    /** Commands by target; commands without a target are left out. */
    public SortedMap<String, Long> targets() {
        return targets;
    }

    /** Why the policy did not act, by reason: decisions to defer or to ignore, and detections that repeat an open incident. */
    public SortedMap<String, Long> suppressed() {
        return suppressed;
    }

    /** The ten hours with the most detections, then the most commands, then the earliest; the busiest first. */
    public List<Hour> busiestHours() {
        return hours.entrySet().stream()
                .map(hour -> new Hour(
                        hour.getKey(),
                        hour.getValue().detections(),
                        hour.getValue().commands()))
                .sorted(Comparator.comparingLong(Hour::detections)
                        .thenComparingLong(Hour::commands)
                        .reversed()
                        .thenComparingLong(Hour::start))
                .limit(BUSIEST)
                .toList();
    }

    public ActivityHistogram timeline() {
        return timeline;
    }

    Map<String, Object> fields(String policy) {
        JsonObject fields = new JsonObject()
                .put("policy", policy)
                .put("detections", detections)
                .put("commands", commands)
                .put("resolved", resolved)
                .put("escalated", escalated)
                .put("actions", actions)
                .put("targets", targets)
                .put("suppressed", suppressed)
                .put("busiestHours", busiestHours().stream().map(Hour::fields).toList());
        if (matchFailures != null) {
            fields.put("conditionFailed", matchFailures.conditionFailed())
                    .text("failure", matchFailures.error())
                    .put("labelMissing", matchFailures.labelMissing());
        }
        return fields.build();
    }
}
