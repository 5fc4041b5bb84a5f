package dev.farrier.detect.pattern;

import static dev.farrier.detect.state.Kept.NEVER;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Lasting;
import dev.farrier.detect.fold.Marks;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.fold.Terms;
import dev.farrier.detect.fold.Text;
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
final class SustainedFold implements Lasting {
    private static final int MATCHES = 10;

    private final Detector.Sustained sustained;
    private final Terms terms;
    /** Milliseconds; 0: silence clears nothing. */
    private final long quietFor;

    private final Marks matches;
    private long since;
    private boolean fired;

    SustainedFold(Detector.Sustained sustained, Terms terms, long quietFor) {
        this(sustained, terms, quietFor, new Marks(), NEVER, false);
    }

    private SustainedFold(
            Detector.Sustained sustained, Terms terms, long quietFor, Marks matches, long since, boolean fired) {
        this.sustained = sustained;
        this.terms = terms;
        this.quietFor = quietFor;
        this.matches = matches;
        this.since = since;
        this.fired = fired;
    }

    static SustainedFold read(
            Detector.Sustained sustained, Terms terms, long quietFor, StateBytes.Reader in, long reference) {
        long since = in.flag() ? in.signed() + reference : NEVER;
        boolean fired = in.flag();
        return new SustainedFold(sustained, terms, quietFor, Marks.read(in, reference), since, fired);
    }

    @Override
    public @Nullable Firing next(Seen event) {
        Firing firing = passed(event.time(), NEVER);
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
    public @Nullable Firing passed(long clock, long aliveSince) {
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
                    Text.matches(sustained.of()) + " for " + Durations.format(sustained.forTime()),
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
    public long dueAfter(Seen event) {
        return event.clears() ? NEVER : event.time() + sustained.forTime().toMillis();
    }

    @Override
    public long due() {
        return since == NEVER || fired ? NEVER : since + sustained.forTime().toMillis();
    }

    @Override
    public boolean holds(Seen event) {
        return !event.clears();
    }

    @Override
    public PartialMatch progress(long at) {
        SustainedFold now = copy();
        now.passed(at, NEVER);
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
