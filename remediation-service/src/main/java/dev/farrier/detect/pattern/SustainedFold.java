package dev.farrier.detect.pattern;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventWindow;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.FiringText;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.fold.TimerFold;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Detector;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code sustained}: a symptom lasts from its first match until an event clears it, or nothing has matched for longer than
 * {@code quietFor}. It fires when it has lasted for {@code for}, at that time: a match at {@code t} and nothing that clears
 * in {@code [t, t + for]}. Once until it was cleared.
 *
 * <p>Keeps when the symptom began, whether it has fired, and the time, source and id of its ten newest matches.
 */
final class SustainedFold implements TimerFold {
    private static final int MATCHES = 10;

    private final Detector.Sustained sustained;
    private final NameIndex terms;
    /** Milliseconds; 0: silence clears nothing. */
    private final long quietFor;

    private final EventWindow matches;
    private long since;
    private boolean fired;

    SustainedFold(Detector.Sustained sustained, NameIndex terms, long quietFor) {
        this(sustained, terms, quietFor, new EventWindow(), NEVER, false);
    }

    private SustainedFold(
            Detector.Sustained sustained,
            NameIndex terms,
            long quietFor,
            EventWindow matches,
            long since,
            boolean fired) {
        this.sustained = sustained;
        this.terms = terms;
        this.quietFor = quietFor;
        this.matches = matches;
        this.since = since;
        this.fired = fired;
    }

    static SustainedFold read(
            Detector.Sustained sustained, NameIndex terms, long quietFor, StateBytes.Reader in, long reference) {
        long since = in.flag() ? in.signed() + reference : NEVER;
        boolean fired = in.flag();
        return new SustainedFold(sustained, terms, quietFor, EventWindow.read(in, reference), since, fired);
    }

    @Override
    public @Nullable Firing apply(DetectorEvent event) {
        Firing firing = advanceTo(event.time(), NEVER);
        if (event.clears()) {
            end();
        } else {
            if (since == NEVER) {
                since = event.time();
            }
            matches.add(event, 0);
            if (matches.size() > MATCHES) {
                matches.dropOldest();
            }
        }
        return firing;
    }

    @Override
    public @Nullable Firing advanceTo(long clock, long aliveSince) {
        long quietAt = quietFor == 0 || since == NEVER ? Long.MAX_VALUE : newest() + quietFor;
        long due = since == NEVER
                ? NEVER
                : Math.max(since, aliveSince) + sustained.forTime().toMillis();
        Firing firing = null;
        if (due != NEVER && !fired && due < clock && due <= quietAt) {
            fired = true;
            firing = new Firing(
                    due,
                    since,
                    0,
                    matches.size(),
                    matches.sources(terms),
                    FiringText.matches(sustained.of()) + " for " + Durations.format(sustained.forTime()),
                    matches.samples());
        }
        if (quietAt < clock) {
            end();
        }
        return firing;
    }

    private long newest() {
        return matches.time(matches.size() - 1);
    }

    private void end() {
        since = NEVER;
        fired = false;
        matches.clear();
    }

    @Override
    public long dueAfter(DetectorEvent event) {
        return event.clears() ? NEVER : event.time() + sustained.forTime().toMillis();
    }

    @Override
    public long due() {
        return since == NEVER || fired ? NEVER : since + sustained.forTime().toMillis();
    }

    @Override
    public boolean showsSymptom(DetectorEvent event) {
        return !event.clears();
    }

    @Override
    public PartialMatch progress(long at) {
        SustainedFold now = copy();
        now.advanceTo(at, NEVER);
        String lasts = Durations.format(sustained.forTime());
        return now.since == NEVER
                ? PartialMatch.of("it is not so now; fires when it has been so for " + lasts)
                : new PartialMatch(
                        "so for " + Durations.format(Duration.ofMillis(at - now.since)) + " of " + lasts,
                        now.matches.samples());
    }

    @Override
    public SustainedFold copy() {
        return new SustainedFold(sustained, terms, quietFor, matches.copy(), since, fired);
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        out.flag(since != NEVER);
        if (since != NEVER) {
            out.signed(since - reference);
        }
        out.flag(fired);
        matches.write(out, reference);
    }
}
