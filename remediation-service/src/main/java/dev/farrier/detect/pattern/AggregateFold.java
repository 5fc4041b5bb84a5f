package dev.farrier.detect.pattern;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventTimes;
import dev.farrier.detect.fold.EventWindow;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.FiringText;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Detector;
import dev.farrier.policy.text.Phrases;
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
    private final NameIndex terms;
    private final EventWindow marks;
    /** How many values are on the lesser side of the bound: for a rank that says all. */
    private int less;

    private boolean beyond;
    private boolean crowded;

    AggregateFold(Detector.Aggregate aggregate, NameIndex terms, EventWindow marks, boolean beyond) {
        this.aggregate = aggregate;
        this.terms = terms;
        this.marks = marks;
        this.beyond = beyond;
        for (int i = 0; i < marks.size(); i++) {
            less += less(marks.data(i));
        }
    }

    private int less(long value) {
        return WindowStatistics.isLess(Double.longBitsToDouble(value), aggregate.above(), aggregate.bound()) ? 1 : 0;
    }

    static AggregateFold read(Detector.Aggregate aggregate, NameIndex terms, StateBytes.Reader in, long reference) {
        boolean beyond = in.flag();
        return new AggregateFold(aggregate, terms, EventWindow.read(in, reference), beyond);
    }

    @Override
    public @Nullable Firing apply(DetectorEvent event) {
        long before = EventTimes.before(event.time(), aggregate.within().toMillis());
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
        beyond = WindowStatistics.isBeyond(aggregate.fn(), marks, less, aggregate.above(), aggregate.bound());
        if (!beyond || wasBeyond) {
            return null;
        }
        String because = aggregate.fn().name().toLowerCase(Locale.ROOT) + " of the " + marks.size() + " values of "
                + FiringText.names(aggregate.of()) + " within " + Durations.format(aggregate.within()) + " is "
                + WindowStatistics.text(WindowStatistics.of(aggregate.fn(), marks))
                + (aggregate.above() ? ", above " : ", below ")
                + WindowStatistics.text(aggregate.bound());
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
    public boolean showsSymptom(DetectorEvent event) {
        return beyond;
    }

    @Override
    public boolean overflowed() {
        return crowded;
    }

    @Override
    public PartialMatch progress(long at) {
        EventWindow counted =
                marks.after(EventTimes.before(at, aggregate.within().toMillis()));
        String fn = aggregate.fn().name().toLowerCase(Locale.ROOT);
        return new PartialMatch(
                Phrases.count(counted.size(), "value") + " within " + Durations.format(aggregate.within())
                        + (counted.isEmpty()
                                ? "; fires when their " + fn + " is"
                                : ", their " + fn + " is "
                                        + WindowStatistics.text(WindowStatistics.of(aggregate.fn(), counted))
                                        + "; fires when it is")
                        + (aggregate.above() ? " above " : " below ") + WindowStatistics.text(aggregate.bound())
                        + FiringText.again(beyond && !counted.isEmpty()),
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
