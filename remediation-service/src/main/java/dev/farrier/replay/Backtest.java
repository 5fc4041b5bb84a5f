package dev.farrier.replay;

import dev.farrier.ingest.Ingest;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.Event;
import dev.farrier.policy.Source.TimeField;
import dev.farrier.simulation.CommandOutcomes;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** One set of policies on recorded input, from bytes to lines: what was read is put in order and replayed. */
public final class Backtest {
    private final Ingest ingest;
    private final BacktestOptions settings;
    private final Replay replay;
    private final List<InputPartition> partitions = new ArrayList<>();
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /**
     * What does not depend on the policies.
     *
     * @param from events before this time are left out, epoch milliseconds
     * @param to events at this time and later are left out, epoch milliseconds
     * @param now what a time without a year is judged by in a file, epoch milliseconds
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

    /** For input that comes one record after the other: its events are replayed as they get their place. */
    public InputPartition partition() {
        return partition((event, place) -> accept(event));
    }

    /**
     * For one of several inputs.
     *
     * @param to gets its events, each with the time of its place, to be merged and given to {@link #accept}
     */
    public InputPartition partition(ObjLongConsumer<Event> to) {
        InputPartition lane = new InputPartition(ingest, settings, to);
        partitions.add(lane);
        return lane;
    }

    /** The next event of all. */
    public void accept(Event event) {
        first = Math.min(first, event.time());
        last = Math.max(last, event.time());
        replay.accept(event);
    }

    /** No more comes, and all lanes have ended. */
    public void finish() {
        replay.finish();
    }

    /** Of all lanes. */
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

    /** How many events were far ahead of those around them, and taken for received when they were. */
    public long ahead() {
        return partitions.stream().mapToLong(InputPartition::ahead).sum();
    }

    /** How many events came too late to be put in order. */
    public long late() {
        return partitions.stream().mapToLong(InputPartition::late).sum();
    }

    /** What was taken for granted about how commands end; empty when the user has said it. */
    public Optional<String> assumedOutcomes() {
        return settings.outcomes().remark();
    }

    /**
     * What was taken for granted about times that do not say everything; empty when nothing was.
     *
     * @param now what a time without a year was judged by, in words
     */
    public Optional<String> assumed(String now) {
        TimeField time = ingest.source().time();
        return time == null ? Optional.empty() : AssumedTimes.of(time, now);
    }
}
