package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.policy.cel.Condition.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The matching of one event: the candidates that matched so far, and the event as conditions see it. */
final class MatchContext {
    private final Event event;
    private final MatchListener listener;
    private final List<Candidate> matched = new ArrayList<>(2);
    private @Nullable Subject subject;

    MatchContext(Event event, MatchListener listener) {
        this.event = event;
        this.listener = listener;
    }

    Event event() {
        return event;
    }

    MatchListener listener() {
        return listener;
    }

    /** Made once for all conditions. */
    Subject subject() {
        Subject made = subject == null ? Subject.of(event) : subject;
        subject = made;
        return made;
    }

    void test(Candidate candidate) {
        if (candidate.matches(this)) {
            matched.add(candidate);
        }
    }

    /** By policy name, then as written. */
    List<Candidate> matched() {
        if (matched.size() > 1) {
            matched.sort(Comparator.comparingInt(Candidate::order));
        }
        return matched;
    }
}
