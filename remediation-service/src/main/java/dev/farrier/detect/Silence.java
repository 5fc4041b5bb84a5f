package dev.farrier.detect;

import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.Kept;
import dev.farrier.detect.state.Owner;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Detector;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.TreeMap;

/** What an absence remembers of one group: when it was last heard, by which sources. */
final class Silence extends Kept {
    static final int VERSION = 1;

    /** Event time of the newest event, epoch milliseconds, or NEVER. */
    long newest = NEVER;
    /** Since when it is expected to speak though it never has, epoch milliseconds, or NEVER. */
    long expectedSince = NEVER;
    /** Source → time of its newest event. */
    final TreeMap<String, Long> sources = new TreeMap<>();

    Silence(Owner owner, String group) {
        super(owner, group);
    }

    Silence(Owner owner, String group, StateBytes.Reader in) {
        super(owner, group);
        newest = in.fixed();
        expectedSince = in.flag() ? in.fixed() : NEVER;
        for (int i = in.size(); i > 0; i--) {
            sources.put(in.text(), in.signed() + newest);
        }
    }

    /** How far it is at this moment, epoch milliseconds. */
    PartialMatch progress(Detector.Absence absence, long at) {
        String lasts = Durations.format(absence.forTime());
        long since = Math.max(newest, expectedSince);
        return PartialMatch.of(
                since == NEVER
                        ? "never heard in what was read; fires after a silence of " + lasts
                        : (newest == NEVER ? "never heard, and expected for " : "silent for ")
                                + Durations.format(Duration.ofMillis(Math.max(0, at - since))) + " of " + lasts);
    }

    @Override
    protected void write(StateBytes.Writer out) {
        out.fixed(newest).flag(expectedSince != NEVER);
        if (expectedSince != NEVER) {
            out.fixed(expectedSince);
        }
        out.number(sources.size());
        sources.forEach((source, time) -> out.text(source).signed(time - newest));
    }
}
