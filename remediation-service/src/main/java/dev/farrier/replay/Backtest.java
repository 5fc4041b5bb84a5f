package dev.farrier.replay;

import dev.farrier.ingest.Ingest;
import dev.farrier.match.PatternEngine;
import dev.farrier.policy.Source.TimeField;
import java.util.Optional;
import java.util.function.Consumer;

/** One set of policies on recorded input, from bytes to lines: what was read is put in order and replayed. */
public final class Backtest {
    /** No event is ever later than that. */
    private static final long ANY = Long.MAX_VALUE / 4;

    private final Ingest ingest;
    private final Settings settings;
    private final RecordedInput input;
    private final InOrder order;
    private final Replay replay;

    /**
     * What does not depend on the policies.
     *
     * @param from events before this time are left out, epoch milliseconds
     * @param to events at this time and later are left out, epoch milliseconds
     * @param now what a time without a year is judged by, epoch milliseconds
     * @param sort put all events in order before the first is replayed; else within the source's lateness
     */
    public record Settings(
            long from, long to, long now, boolean sort, AssumedOutcomes outcomes, PatternEngine engine) {}

    /**
     * @param ingest of the plan's source
     * @param out gets every line, in order
     */
    public Backtest(ReplayPlan plan, Ingest ingest, Settings settings, Consumer<ReplayLine> out) {
        this.ingest = ingest;
        this.settings = settings;
        this.input = new RecordedInput(ingest, settings.now(), settings.from(), settings.to());
        this.replay = new Replay(plan, settings.outcomes(), out, settings.engine());
        this.order =
                new InOrder(settings.sort() ? ANY : ingest.source().lateness().toMillis(), replay::accept);
    }

    /** The next line of the input. */
    public void line(byte[] line) {
        input.line(line, order);
    }

    /** No more comes. */
    public void finish() {
        order.finish();
        replay.finish();
    }

    public RecordedInput.Counts counts() {
        return input.counts();
    }

    public Replay replay() {
        return replay;
    }

    /** How many events came too late to be put in order. */
    public long late() {
        return order.late();
    }

    /** What was taken for granted about times that do not say everything; empty when nothing was. */
    public Optional<String> assumed() {
        TimeField time = ingest.source().time();
        return time == null ? Optional.empty() : AssumedTimes.of(time, settings.now());
    }
}
