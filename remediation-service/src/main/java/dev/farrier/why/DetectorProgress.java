package dev.farrier.why;

import dev.farrier.detect.DetectorEngine;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs the service's detector on the events that were read, to ask it for its progress. Its state before these events is not
 * known. But its last detection is, so a detector that starts anew after each detection starts there.
 */
final class DetectorProgress {
    private final Bundle bundle;
    private final Policy policy;
    private final List<KnownFiring> firings;
    private final boolean startsAnew;
    private final DetectorEngine engine = DetectorEngine.assumingLiveSources((what, name) -> {});

    /**
     * An event about the target.
     *
     * @param matched names of the alternatives that match it
     */
    record TargetEvent(Event event, Set<String> matched) {
        long time() {
            return event.time();
        }
    }

    /** @param firings of the policy that are on record */
    DetectorProgress(Bundle bundle, Policy policy, List<KnownFiring> firings) {
        this.bundle = new Bundle(
                bundle.commit(),
                bundle.sources(),
                new TreeMap<>(Map.of(policy.name(), policy)),
                bundle.actions(),
                bundle.resources(),
                bundle.budgets(),
                bundle.stormBreakers(),
                bundle.inhibitRules(),
                bundle.scripts());
        this.policy = policy;
        this.firings = firings;
        this.startsAnew = policy.detector().countsAfresh();
    }

    /**
     * The detector's progress in one group.
     *
     * @param events of the group, in the order of time, none after {@code at}
     */
    String progress(String group, List<TargetEvent> events, long at) {
        long firedAt = firings.stream()
                .filter(one -> Labels.key(one.group()).equals(group))
                .mapToLong(KnownFiring::time)
                .max()
                .orElse(Long.MIN_VALUE);
        SortedMap<String, String> labels = Labels.parse(group);
        long unrecorded = Long.MIN_VALUE;
        for (TargetEvent one : events) {
            if (!startsAnew || one.time() > firedAt || isFirstState(one, firedAt)) {
                PolicyMatch match = new PolicyMatch(
                        policy.name(), policy.detectorHash(), new ArrayList<>(new TreeSet<>(one.matched())));
                for (DeciderInput input :
                        engine.onSignal(new MatchedEvent(one.event(), labels, List.of(match)), bundle, one.time())) {
                    // An alert may have fired before the first event that was read: then this is no new firing.
                    if (input instanceof Detection detection
                            && startsAnew
                            && one.event().alert() == null) {
                        unrecorded = detection.time();
                    }
                }
            }
        }
        PartialMatch partial = engine.progress(bundle, policy.name(), group, at);
        return partial.text()
                + values(partial, events)
                + (unrecorded == Long.MIN_VALUE
                        ? ""
                        : "; it would have fired at " + Instant.ofEpochMilli(unrecorded)
                                + ", of which no detection is known");
    }

    /** A flapping detector counts changes from the state that the event of the last detection shows. */
    private boolean isFirstState(TargetEvent one, long firedAt) {
        return policy.detector().countsTransitions() && one.event().alert() == null && one.time() == firedAt;
    }

    /** The detector keeps only hashes of label values, so the values come from the events. */
    private String values(PartialMatch partial, List<TargetEvent> events) {
        String label = policy.detector().countedLabel();
        if (label.isEmpty()) {
            return "";
        }
        TreeSet<String> values = new TreeSet<>();
        events.stream()
                .filter(one -> partial.samples().contains(one.event().id()))
                .forEach(one -> values.add(one.event().label(label)));
        return ": " + values;
    }
}
