package dev.farrier.detect.pattern;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.Marks;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.fold.Terms;
import dev.farrier.detect.fold.Text;
import dev.farrier.detect.fold.Times;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Detector;
import dev.farrier.policy.text.Counted;
import dev.farrier.policy.time.Durations;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code aggregate}: fires at the event at which a number made of the values in {@code (t − within, t]} is beyond the bound,
 * and again only after an event at which it was not, or when all values of before have left the window. The event's data is
 * the bits of its value.
 *
 * <p>Keeps the times, sources and values of the newest {@link #VALUES} events in the window, which then is those, and ten
 * ids.
 */
final class AggregateFold implements Fold {
    static final int VALUES = 1_000;

    private final Detector.Aggregate aggregate;
    private final Terms terms;
    private final Marks marks;
    /** How many values are on the lesser side of the bound: for a rank that says all. */
    private int less;

    private boolean beyond;
    private boolean crowded;

    AggregateFold(Detector.Aggregate aggregate, Terms terms, Marks marks, boolean beyond) {
        this.aggregate = aggregate;
        this.terms = terms;
        this.marks = marks;
        this.beyond = beyond;
        for (int i = 0; i < marks.size(); i++) {
            less += less(marks.data(i));
        }
    }

    private int less(long value) {
        return Values.isLess(Double.longBitsToDouble(value), aggregate.above(), aggregate.bound()) ? 1 : 0;
    }

    static AggregateFold read(Detector.Aggregate aggregate, Terms terms, StateBytes.Reader in, long reference) {
        boolean beyond = in.flag();
        return new AggregateFold(aggregate, terms, Marks.read(in, reference), beyond);
    }

    @Override
    public @Nullable Firing next(Seen event) {
        long before = Times.before(event.time(), aggregate.within().toMillis());
        while (marks.startsUpTo(before)) {
            drop();
        }
        boolean wasBeyond = beyond && !marks.isEmpty();
        marks.add(event, event.data());
        less += less(event.data());
        crowded = marks.size() > VALUES;
        if (crowded) {
            drop();
        }
        beyond = Values.isBeyond(aggregate.fn(), marks, less, aggregate.above(), aggregate.bound());
        if (!beyond || wasBeyond) {
            return null;
        }
        String because = aggregate.fn().name().toLowerCase(Locale.ROOT) + " of the " + marks.size() + " values of "
                + Text.names(aggregate.of()) + " within " + Durations.format(aggregate.within()) + " is "
                + Values.text(Values.of(aggregate.fn(), marks)) + (aggregate.above() ? ", above " : ", below ")
                + Values.text(aggregate.bound());
        return new Firing(
                event.time(),
                marks.time(0),
                event.number(),
                marks.size(),
                marks.sources(terms),
                because,
                marks.samples());
    }

    private void drop() {
        less -= less(marks.data(0));
        marks.dropOldest();
    }

    @Override
    public boolean holds(Seen event) {
        return beyond;
    }

    @Override
    public boolean crowded() {
        return crowded;
    }

    @Override
    public PartialMatch progress(long at) {
        Marks counted = marks.after(Times.before(at, aggregate.within().toMillis()));
        String fn = aggregate.fn().name().toLowerCase(Locale.ROOT);
        return new PartialMatch(
                Counted.of(counted.size(), "value") + " within " + Durations.format(aggregate.within())
                        + (counted.isEmpty()
                                ? "; fires when their " + fn + " is"
                                : ", their " + fn + " is " + Values.text(Values.of(aggregate.fn(), counted))
                                        + "; fires when it is")
                        + (aggregate.above() ? " above " : " below ") + Values.text(aggregate.bound())
                        + Text.again(beyond && !counted.isEmpty()),
                counted.samples());
    }

    @Override
    public Fold copy() {
        return new AggregateFold(aggregate, terms, marks.copy(), beyond);
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        out.flag(beyond);
        marks.write(out, reference);
    }
}
