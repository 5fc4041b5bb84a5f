package dev.farrier.policy.yaml.remediation;

import dev.farrier.model.EventKind;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Detector.Trigger;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.Rung.Verify;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.Source.Liveness;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.Catalog;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Checks that the sources can show what a policy relies on: silence proves something only if the source is alive. */
final class EvidenceCheck {
    private final SortedMap<String, Source> sources = new TreeMap<>();
    private final boolean all;
    private final Detector detector;
    private final Problems problems;

    EvidenceCheck(List<Alternative> alternatives, Detector detector, Catalog catalog, Problems problems) {
        this.detector = detector;
        this.problems = problems;
        boolean known = true;
        for (Alternative alternative : alternatives) {
            if (detector.of().contains(alternative.name())) {
                for (String name : alternative.sources()) {
                    Source source = catalog.sources().get(name);
                    known &= source != null;
                    if (source != null) {
                        sources.put(name, source);
                    }
                }
            }
        }
        this.all = known && !sources.isEmpty();
    }

    /** Every counted source gives alerts. */
    boolean onlyAlerts() {
        return all
                && sources.values().stream().allMatch(source -> source.event().kind() == EventKind.ALERT);
    }

    /** Every counted source is there and fine; else other problems say why not. */
    boolean known() {
        return all;
    }

    boolean absence() {
        return detector.trigger() == Trigger.SILENCE;
    }

    /** A sustained symptom needs sources with liveness, and a quietFor that ends it before one match alone would fire. */
    void checkSustained(Clearing clears, Location place) {
        if (detector.trigger() == Trigger.DURATION) {
            needLiveness("sustained", place);
            if (clears instanceof Clearing.QuietFor quiet && quiet.duration().compareTo(detector.window()) >= 0) {
                problems.error(
                        place,
                        "one match alone would last for " + Durations.format(detector.window())
                                + ", since silence clears it only after " + Durations.format(quiet.duration())
                                + ": write a shorter quietFor");
            }
        }
    }

    /** An absence needs sources with liveness. */
    void checkAbsence(Location place) {
        if (absence()) {
            needLiveness("absence", place);
            sources.forEach((name, source) -> {
                Liveness liveness = source.liveness();
                if (liveness != null && detector.window().compareTo(liveness.expectEvery()) < 0) {
                    problems.warning(
                            place,
                            "absence for " + Durations.format(detector.window()) + " is shorter than source '" + name
                                    + "' is expected to speak (every " + Durations.format(liveness.expectEvery())
                                    + "): a healthy one may be taken for dead");
                }
            });
        }
    }

    /** Checks that the sources can show that the symptom has cleared in this way. */
    void check(Clearing clearing, Location place) {
        switch (clearing) {
            case Clearing.QuietFor quiet -> {
                if (absence()) {
                    problems.error(
                            place, "an absence is silence already: it is cleared by a fresh event; remove quietFor");
                } else {
                    needLiveness("quietFor", place);
                    warnOfAlerts(place);
                }
            }
            case Clearing.Resolved resolved -> {
                if (absence()) {
                    problems.error(place, "an absence is cleared by a fresh event: remove resolved");
                }
                if (detector.countsTransitions()) {
                    problems.error(place, "what flaps is resolved again and again: write clears: {quietFor: 10m}");
                }
                sources.forEach((name, source) -> {
                    Liveness liveness = source.liveness();
                    if (source.event().kind() != EventKind.ALERT) {
                        problems.error(
                                place,
                                "'resolved' is for alerts, and source '" + name
                                        + "' gives none: write {quietFor: 3m} or {of: NAME}");
                    } else if (liveness == null || liveness.watchdog().isEmpty()) {
                        problems.error(
                                place,
                                "'resolved' needs a watchdog alert, so that a dead sender is not taken for health: give source '"
                                        + name + "' liveness: {expectEvery: 5m, watchdog: ['alertname=\"Watchdog\"']}");
                    }
                });
            }
            case Clearing.ClearingEvent match -> {}
            case Clearing.FreshEvent fresh -> {}
        }
    }

    /** Unless changes are counted, the silence of an alert says nothing: Alertmanager repeats it only now and then. */
    private void warnOfAlerts(Location place) {
        if (onlyAlerts() && !detector.countsTransitions()) {
            problems.warning(
                    place,
                    "an alert that goes on firing is told only each repeat_interval, so that quietFor may take it for"
                            + " healed: write resolved");
        }
    }

    /** A recovery is known only once a living source has sent an event: within must allow for that, else each rung seems to fail. */
    void checkFits(Clearing clearing, Verify verify, Location place) {
        Duration within = verify.within();
        if (!settlesInTime(clearing, verify, place)) {
            return;
        }
        sources.forEach((name, source) -> {
            Liveness liveness = source.liveness();
            if (liveness == null) {
                return;
            }
            switch (clearing) {
                case Clearing.QuietFor quiet ->
                    checkFits("quietFor", quiet.duration(), name, liveness.expectEvery(), within, place);
                case Clearing.Resolved resolved -> {
                    if (!liveness.watchdog().isEmpty()) {
                        checkFits("maxLag", liveness.maxLag(), name, liveness.expectEvery(), within, place);
                    }
                }
                case Clearing.ClearingEvent match -> {}
                case Clearing.FreshEvent fresh -> {}
            }
        });
    }

    private boolean settlesInTime(Clearing clearing, Verify verify, Location place) {
        return switch (clearing) {
            case Clearing.QuietFor quiet -> settlesInTime("quietFor", quiet.duration(), verify, place);
            case Clearing.Resolved resolved ->
                resolved.forTime().isZero() || settlesInTime("for", resolved.forTime(), verify, place);
            case Clearing.ClearingEvent match -> true;
            case Clearing.FreshEvent fresh -> true;
        };
    }

    private boolean settlesInTime(String what, Duration needed, Verify verify, Location place) {
        if (verify.within().compareTo(verify.settle().plus(needed)) > 0) {
            return true;
        }
        problems.error(
                place,
                "settle " + Durations.format(verify.settle()) + " plus " + what + " " + Durations.format(needed)
                        + " is not shorter than within " + Durations.format(verify.within())
                        + ": it could never be known; write a longer within, or a shorter " + what + " or settle");
        return false;
    }

    private void checkFits(
            String what, Duration needed, String source, Duration expectEvery, Duration within, Location place) {
        if (needed.plus(expectEvery).compareTo(within) > 0) {
            problems.error(
                    place,
                    what + " " + Durations.format(needed) + " plus expectEvery " + Durations.format(expectEvery)
                            + " of source '" + source + "' is longer than within " + Durations.format(within)
                            + ": it could never be known; write a longer within or a shorter " + what);
        }
    }

    private void needLiveness(String what, Location place) {
        sources.forEach((name, source) -> {
            if (source.liveness() == null) {
                problems.error(
                        place,
                        what + " needs to know that source '" + name
                                + "' is alive: give it liveness: {expectEvery: 1m}");
            }
        });
    }
}
