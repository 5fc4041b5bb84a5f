package dev.farrier.benchmarks.core;

import dev.farrier.detect.DetectorEngine;
import dev.farrier.match.MatchIndex;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.policy.Bundle;

/** The service's own stages match and detect. */
final class Farrier implements Engine<Event> {
    private final Bundle bundle;
    private final MatchIndex index;
    private final DetectorEngine detectors = DetectorEngine.assumingLiveSources((what, policy) -> {});
    private final Firings firings;

    Farrier(int policies, String within, Firings firings) {
        this.bundle = Policies.compile(Policies.text(policies, within));
        this.index = MatchIndex.compile(bundle);
        this.firings = firings;
    }

    @Override
    public Event prepare(Reading reading) {
        return new Event(
                "readings/0/" + reading.number(),
                "readings",
                EventKind.EVENT,
                reading.time(),
                reading.name(),
                reading.severity(),
                "",
                Labels.of("host", reading.host()),
                reading.value(),
                null);
    }

    @Override
    public void on(Event event) {
        for (MatchedEvent matched : index.match(event)) {
            for (DeciderInput input : detectors.onSignal(matched, bundle, event.time())) {
                if (input instanceof Detection detection) {
                    firings.fired(detection.policy(), matched.group().getOrDefault("host", ""), detection.time());
                }
            }
        }
    }

    /** Only which policies the event concerns. */
    int match(Event event) {
        return index.match(event).size();
    }
}
