package dev.farrier.why;

import dev.farrier.detect.DetectorEngine;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The service's detector once more, over the events that were read. What it kept from before them is not known, but its last
 * detection is: one that counts afresh after each begins there.
 */
final class DetectorProgress {
    private final Bundle bundle;
    private final Policy policy;
    private final List<KnownFiring> fired;
    private final boolean countsAfresh;
    private final DetectorEngine engine = DetectorEngine.assumingLiveSources((what, name) -> {});

    /** @param fired what is known to have been detected */
    DetectorProgress(Bundle bundle, Policy policy, List<KnownFiring> fired) {
        this.bundle = new Bundle(
                bundle.commit(),
                bundle.sources(),
                new TreeMap<>(Map.of(policy.name(), policy)),
                bundle.actions(),
                bundle.resources(),
                bundle.scripts());
        this.policy = policy;
        this.fired = fired;
        this.countsAfresh = switch (policy.detector()) {
            case Detector.Each d -> true;
            case Detector.Threshold d -> true;
            case Detector.Distinct d -> true;
            case Detector.Sequence d -> true;
            case Detector.All d -> true;
            case Detector.Flapping d -> true;
            case Detector.Ratio d -> false;
            case Detector.Aggregate d -> false;
            case Detector.Deviation d -> false;
            case Detector.Sustained d -> false;
            case Detector.Absence d -> false;
        };
    }

    /**
     * How far it is with one group at this moment.
     *
     * @param seen of the group, in the order of time, none later
     */
    String progress(String group, List<TargetEvent> seen, long at) {
        long firedAt = fired.stream()
                .filter(one -> Labels.key(one.group()).equals(group))
                .mapToLong(KnownFiring::time)
                .max()
                .orElse(Long.MIN_VALUE);
        SortedMap<String, String> labels = Labels.parse(group);
        long untold = Long.MIN_VALUE;
        for (TargetEvent one : seen) {
            if (!countsAfresh || one.time() > firedAt || isFirstState(one, firedAt)) {
                PolicyMatch match = new PolicyMatch(
                        policy.name(), policy.detectorHash(), new ArrayList<>(new TreeSet<>(one.met())));
                for (DeciderInput said :
                        engine.onSignal(new MatchedEvent(one.event(), labels, List.of(match)), bundle, one.time())) {
                    // An alert may have been told before what was read: what looks like its beginning is none.
                    if (said instanceof Detection detection
                            && countsAfresh
                            && one.event().alert() == null) {
                        untold = detection.time();
                    }
                }
            }
        }
        PartialMatch partial = engine.progress(bundle, policy.name(), group, at);
        return partial.text()
                + values(partial, seen)
                + (untold == Long.MIN_VALUE
                        ? ""
                        : "; it would have fired at " + Instant.ofEpochMilli(untold)
                                + ", of which no detection is known");
    }

    /** A change is one from what the event of the last detection has shown. */
    private boolean isFirstState(TargetEvent one, long firedAt) {
        return policy.detector() instanceof Detector.Flapping && one.event().alert() == null && one.time() == firedAt;
    }

    /** A detector keeps no more of a label than a hash. */
    private String values(PartialMatch partial, List<TargetEvent> seen) {
        if (!(policy.detector() instanceof Detector.Distinct distinct)) {
            return "";
        }
        TreeSet<String> values = new TreeSet<>();
        seen.stream()
                .filter(one -> partial.samples().contains(one.event().id()))
                .forEach(one -> values.add(one.event().label(distinct.label())));
        return ": " + values;
    }
}
