package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.policy.cel.Condition.Subject;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What is found out about one event. Made only once there is something to look at more closely. */
final class Look {
    private static final Candidate[] NONE = {};

    private final Event event;
    private final MatchCounters counters;
    private Candidate[] met = NONE;
    private int size;
    private @Nullable Subject subject;

    Look(Event event, MatchCounters counters) {
        this.event = event;
        this.counters = counters;
    }

    void at(Candidate candidate) {
        if (candidate.meets(event, this)) {
            if (size == met.length) {
                met = Arrays.copyOf(met, 2 * size + 1);
            }
            met[size++] = candidate;
        }
    }

    Event event() {
        return event;
    }

    MatchCounters counters() {
        return counters;
    }

    /** Made once for all conditions. */
    Subject subject() {
        Subject made = subject == null ? Subject.of(event) : subject;
        subject = made;
        return made;
    }

    /** How many candidates the event meets. */
    int size() {
        return size;
    }

    Candidate met(int i) {
        return met[i];
    }

    /** By policy, then as written. */
    void sort() {
        if (size > 1) {
            Arrays.sort(met, 0, size, Comparator.comparingInt(Candidate::order));
        }
    }
}
