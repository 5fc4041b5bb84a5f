package dev.farrier.policy;

import java.time.Duration;
import java.util.Set;

/** What ends the symptom, as far as events can tell. */
public sealed interface Clearing {
    /**
     * Every alert that fired in the group has resolved, and the source is alive.
     *
     * @param forTime it must stay so for this long; zero: at once
     */
    record Resolved(Duration forTime) implements Clearing {
        /** As soon as every alert has resolved. */
        public Resolved() {
            this(Duration.ZERO);
        }
    }

    /** No match for this long, while the source is alive. */
    record QuietFor(Duration duration) implements Clearing {}

    /** An event that meets one of these alternatives of {@code match}, which the detector does not count. */
    record ClearingEvent(Set<String> of) implements Clearing {
        public ClearingEvent {
            of = Set.copyOf(of);
        }
    }

    /** For an absence: the group sends an event again. */
    record FreshEvent() implements Clearing {}
}
