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
import dev.farrier.policy.time.Durations;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code all}: fires at the event with which each of the alternatives was met in {@code (t − within, t]}, in any order, then
 * counts afresh.
 *
 * <p>Keeps the newest event of each alternative, and ten ids.
 */
final class AllFold implements Fold {
    private final Detector.All all;
    private final NameIndex terms;
    /** Each with the alternatives whose newest event it is. */
    private final EventWindow marks;

    AllFold(Detector.All all, NameIndex terms, EventWindow marks) {
        this.all = all;
        this.terms = terms;
        this.marks = marks;
    }

    @Override
    public @Nullable Firing apply(DetectorEvent event) {
        marks.dropUpTo(EventTimes.before(event.time(), all.within().toMillis()));
        long asked = terms.of();
        long newest = event.alternatives() & asked;
        long met = newest;
        for (int i = marks.size() - 1; i >= 0; i--) {
            long left = marks.data(i) & ~newest;
            met |= left;
            if (left == 0) {
                marks.remove(i);
            } else {
                marks.setData(i, left);
            }
        }
        marks.add(event, newest);
        if (met != asked) {
            return null;
        }
        Firing firing = new Firing(
                event.time(),
                marks.time(0),
                event.number(),
                marks.size(),
                marks.sources(terms),
                "each of " + FiringText.list(all.of()) + " within " + Durations.format(all.within()),
                marks.samples());
        marks.clear();
        return firing;
    }

    @Override
    public PartialMatch progress(long at) {
        EventWindow counted = marks.after(EventTimes.before(at, all.within().toMillis()));
        long met = 0;
        for (int i = 0; i < counted.size(); i++) {
            met |= counted.data(i);
        }
        long missing = terms.of() & ~met;
        String names = String.join(
                ", ",
                new TreeSet<>(all.of())
                        .stream()
                                .filter(name -> (terms.mask(Set.of(name)) & missing) != 0)
                                .toList());
        return new PartialMatch(
                Long.bitCount(met) + " of " + Long.bitCount(terms.of()) + " within " + Durations.format(all.within())
                        + "; missing: " + names,
                counted.samples());
    }

    @Override
    public Fold copy() {
        return new AllFold(all, terms, marks.copy());
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        marks.write(out, reference);
    }
}
