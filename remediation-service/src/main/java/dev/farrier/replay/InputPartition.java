package dev.farrier.replay;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.replay.Backtest.BacktestOptions;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** Input whose records have an order: a file, or one partition of a topic. Used by one thread at a time. */
public final class InputPartition {
    /** Longer than any event can be late. */
    private static final long ANY = Long.MAX_VALUE / 4;

    /** A clock counts as wrong when it is ahead by more than this, milliseconds. */
    private static final long LEAP = 60_000;

    private final Ingest ingest;
    private final RecordedInput input;
    private final EventReorderBuffer order;
    private final ClockSkewFilter lines;

    /** @param to gets the events in order, each with the time of its place, epoch milliseconds */
    InputPartition(Ingest ingest, BacktestOptions settings, ObjLongConsumer<Event> to) {
        this(
                ingest,
                new RecordedInput(ingest, settings.now(), settings.from(), settings.to()),
                new EventReorderBuffer(
                        settings.sort() ? ANY : ingest.source().lateness().toMillis(), to),
                leap(ingest, settings));
    }

    private InputPartition(Ingest ingest, RecordedInput input, EventReorderBuffer order, long leap) {
        this.ingest = ingest;
        this.input = input;
        this.order = order;
        this.lines = new ClockSkewFilter(leap, order);
    }

    /** The time of a repeated alert is its start, so it says nothing about the clock of its sender. */
    private static long leap(Ingest ingest, BacktestOptions settings) {
        boolean alerts = ingest.source().event().kind() == EventKind.ALERT;
        return settings.sort() || alerts
                ? ANY
                : Math.max(LEAP, ingest.source().lateness().toMillis());
    }

    /**
     * For records of a topic whose events need no order: none is held.
     *
     * @param before events at this time and later are left out, epoch milliseconds
     */
    public static InputPartition unordered(Ingest ingest, long before, Consumer<Event> to) {
        return new InputPartition(
                ingest,
                new RecordedInput(ingest, Long.MAX_VALUE, Long.MIN_VALUE, before),
                new EventReorderBuffer(0, (event, place) -> to.accept(event)),
                ANY);
    }

    /** The next line of a file. */
    public void line(byte[] line) {
        input.line(line, lines);
    }

    /** The next record of a user's topic. */
    public void record(byte @Nullable [] value, Arrival arrival) {
        Long receivedAt = arrival.receivedAt();
        input.take(
                ingest.read(value, arrival), arrival.origin(), receivedAt == null ? Long.MAX_VALUE : receivedAt, order);
    }

    /** The next record of the events topic; events of other sources are ignored. */
    public void event(Event event, long receivedAt) {
        if (event.source().equals(ingest.source().name())) {
            input.take(new IngestResult(List.of(event), List.of(), 0, 0, false), event.id(), receivedAt, order);
        }
    }

    /** The next record could not be read. */
    public void unreadable(String origin, String error) {
        input.unreadable(origin, error);
    }

    /** No more record comes. */
    public void finish() {
        lines.finish();
        order.finish();
    }

    public RecordedInput.Counts counts() {
        return input.counts();
    }

    /** How many events of a file were far ahead of the events around them, and got their time. */
    long ahead() {
        return lines.ahead();
    }

    long late() {
        return order.late();
    }
}
