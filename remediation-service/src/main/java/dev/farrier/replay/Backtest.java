package dev.farrier.replay;

import dev.farrier.ingest.Ingest;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.Event;
import dev.farrier.policy.source.Source.TimeField;
import dev.farrier.simulation.CommandOutcomes;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;

/** Replays recorded input: reads records of one or several partitions as events, puts them in order, and replays them. */
public final class Backtest {
    /** Letters of date patterns. */
    private static final String YEARS = "uyY";

    private static final String ZONES = "VvzOXx";

    private final Ingest ingest;
    private final BacktestOptions settings;
    private final Replay replay;
    private final List<InputPartition> partitions = new ArrayList<>();
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /**
     * Options that do not depend on the policies.
     *
     * @param from events before this time are left out, epoch milliseconds
     * @param to events at this time and later are left out, epoch milliseconds
     * @param now the time from which the year of a time without one is guessed in a file, epoch milliseconds
     * @param sort put all events in order before the first is replayed; else within the source's lateness
     */
    public record BacktestOptions(
            long from, long to, long now, boolean sort, CommandOutcomes outcomes, PatternEngine engine) {}

    /**
     * @param ingest of the plan's source
     * @param out gets every line, in order
     */
    public Backtest(SimulationPlan plan, Ingest ingest, BacktestOptions settings, Consumer<TranscriptLine> out) {
        this.ingest = ingest;
        this.settings = settings;
        this.replay = new Replay(plan, settings.outcomes(), out, settings.engine());
    }

    /** The only partition of the input: its events are replayed as soon as their order is known. */
    public InputPartition partition() {
        return partition((event, place) -> accept(event));
    }

    /**
     * One of several partitions.
     *
     * @param to gets its events, each with the time of its place; the caller merges the partitions and calls {@link #accept}
     */
    public InputPartition partition(ObjLongConsumer<Event> to) {
        InputPartition partition = new InputPartition(ingest, settings, to);
        partitions.add(partition);
        return partition;
    }

    /** The next event of all partitions. */
    public void accept(Event event) {
        first = Math.min(first, event.time());
        last = Math.max(last, event.time());
        replay.accept(event);
    }

    /** No more event comes, and all partitions have finished. */
    public void finish() {
        replay.finish();
    }

    /** Of all partitions. */
    public RecordedInput.Counts counts() {
        return partitions.stream()
                .map(InputPartition::counts)
                .reduce(RecordedInput.Counts.NONE, RecordedInput.Counts::plus);
    }

    public Replay replay() {
        return replay;
    }

    /** Event time of the first event, epoch milliseconds; {@link Long#MAX_VALUE}: there was none. */
    public long first() {
        return first;
    }

    /** Event time of the last event, epoch milliseconds; {@link Long#MIN_VALUE}: there was none. */
    public long last() {
        return last;
    }

    /** How many events were far ahead of the events around them, and got their time. */
    public long ahead() {
        return partitions.stream().mapToLong(InputPartition::ahead).sum();
    }

    /** How many events came too late to be put in order. */
    public long late() {
        return partitions.stream().mapToLong(InputPartition::late).sum();
    }

    /** What the replay assumed about the outcomes of commands; empty when the user has chosen them. */
    public Optional<String> assumedOutcomes() {
        return settings.outcomes().remark();
    }

    /**
     * What the replay assumed about times without a year or a zone; empty when there are none.
     *
     * @param now the time from which the year was guessed, in words
     */
    public Optional<String> assumed(String now) {
        TimeField time = ingest.source().time();
        return time == null ? Optional.empty() : assumedTimes(time, now);
    }

    /** ISO 8601 may leave out the zone too, but seldom does. */
    private static Optional<String> assumedTimes(TimeField time, String now) {
        List<String> assumed = new ArrayList<>();
        if (patterns(time).anyMatch(pattern -> hasNone(pattern, ZONES))) {
            assumed.add(
                    "times without a zone were read as " + (time.zone().equals(ZoneOffset.UTC) ? "UTC" : time.zone()));
        }
        if (patterns(time).anyMatch(pattern -> hasNone(pattern, YEARS))) {
            assumed.add("times without a year as the nearest at most a day after " + now);
        }
        return assumed.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", assumed));
    }

    /** Without quoted text. */
    private static Stream<String> patterns(TimeField time) {
        return time.formats().stream()
                .filter(format -> !format.equals("iso8601") && !format.startsWith("epoch_"))
                .map(format -> format.equals("syslog") ? "MMM d HH:mm:ss" : format)
                .map(format -> format.replaceAll("'[^']*'", ""));
    }

    private static boolean hasNone(String pattern, String letters) {
        return pattern.chars().noneMatch(letter -> letters.indexOf(letter) >= 0);
    }
}
