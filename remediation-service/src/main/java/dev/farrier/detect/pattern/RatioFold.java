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
import org.jspecify.annotations.Nullable;

/**
 * {@code ratio}: fires at the event at which more than {@code above} of the events in {@code (t − within, t]}, and these are
 * {@code atLeast} so many, meet {@code of}; and again only after an event at which it was not so, or when all events of
 * before have left the window.
 *
 * <p>Keeps the times and sources of the newest {@link #EVENTS} events in the window, which then is those, whether each
 * meets {@code of}, and ten ids.
 */
final class RatioFold implements Fold {
    static final int EVENTS = 10_000;

    private final Detector.Ratio ratio;
    private final NameIndex terms;
    /** 1 for those that meet {@code of}. */
    private final EventWindow marks;

    private int met;
    private boolean high;
    private boolean crowded;

    RatioFold(Detector.Ratio ratio, NameIndex terms, EventWindow marks, boolean high) {
        this.ratio = ratio;
        this.terms = terms;
        this.marks = marks;
        this.high = high;
        for (int i = 0; i < marks.size(); i++) {
            met += (int) marks.data(i);
        }
    }

    static RatioFold read(Detector.Ratio ratio, NameIndex terms, StateBytes.Reader in, long reference) {
        boolean high = in.flag();
        return new RatioFold(ratio, terms, EventWindow.read(in, reference), high);
    }

    @Override
    public @Nullable Firing apply(DetectorEvent event) {
        long before = EventTimes.before(event.time(), ratio.within().toMillis());
        while (marks.startsUpTo(before)) {
            drop();
        }
        boolean wasHigh = high && !marks.isEmpty();
        int meets = event.meets(terms.of()) ? 1 : 0;
        marks.add(event, meets);
        met += meets;
        crowded = marks.size() > EVENTS;
        if (crowded) {
            drop();
        }
        double share = (double) met / marks.size();
        high = marks.size() >= ratio.atLeast() && share > ratio.above();
        if (!high || wasHigh) {
            return null;
        }
        String because = met + " of " + marks.size() + " events within " + Durations.format(ratio.within()) + " are "
                + FiringText.matches(ratio.of()) + ": " + WindowStatistics.text(share) + ", above "
                + WindowStatistics.text(ratio.above());
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
        met -= (int) marks.data(0);
        marks.dropOldest();
    }

    @Override
    public boolean showsSymptom(DetectorEvent event) {
        return high;
    }

    @Override
    public boolean overflowed() {
        return crowded;
    }

    @Override
    public PartialMatch progress(long at) {
        RatioFold now = new RatioFold(
                ratio, terms, marks.after(EventTimes.before(at, ratio.within().toMillis())), high);
        int size = now.marks.size();
        return new PartialMatch(
                now.met + " of " + Phrases.count(size, "event") + " within " + Durations.format(ratio.within())
                        + (size == 0 ? "" : " = " + WindowStatistics.text(100.0 * now.met / size) + "%")
                        + "; fires above "
                        + WindowStatistics.text(100 * ratio.above()) + "% of at least " + ratio.atLeast()
                        + FiringText.again(high && size > 0),
                now.marks.samples());
    }

    @Override
    public Fold copy() {
        return new RatioFold(ratio, terms, marks.copy(), high);
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        out.flag(high);
        marks.write(out, reference);
    }
}
