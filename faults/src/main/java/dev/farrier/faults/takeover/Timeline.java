package dev.farrier.faults.takeover;

import dev.farrier.faults.deployment.EventSender;
import java.time.Duration;
import java.util.List;

/** The events that report a fault, and what the witness has seen of each. */
final class Timeline {
    private final EventSender events;
    private final Witness witness;

    Timeline(EventSender events, Witness witness) {
        this.events = events;
        this.witness = witness;
    }

    /** Those sent from then on, epoch milliseconds. */
    List<EventTimes> since(long from) {
        return events.acknowledged().stream()
                .filter(event -> event.at() >= from && event.name().startsWith("broken-"))
                .map(event -> {
                    Witness.Detected detected = witness.detected(event.id());
                    return new EventTimes(
                            event.id(),
                            event.at(),
                            event.partition(),
                            detected.partition(),
                            detected.at(),
                            witness.decided(event.id()));
                })
                .toList();
    }

    /** Whether all events from then on are decided, but those that were sent a moment ago. */
    boolean isFlowing(long from, Duration moment) {
        long until = System.currentTimeMillis() - moment.toMillis();
        return since(from).stream()
                .filter(event -> event.sent() <= until)
                .allMatch(event -> event.detected() > 0 && event.decided() > 0);
    }
}
