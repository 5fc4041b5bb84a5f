package dev.farrier.detect;

import dev.farrier.detect.fold.Folds;
import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.fold.Terms;
import dev.farrier.detect.state.Hash;
import dev.farrier.detect.state.Owner;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.time.Rules;
import dev.farrier.detect.time.Timeline;
import dev.farrier.model.Event;
import dev.farrier.model.MatchedEvent;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Source;
import java.time.Duration;
import java.util.Set;

/** One policy of one bundle, made ready for many events. */
final class PolicyDetector {
    /** Ids that are remembered however few events are counted. */
    private static final int RECENT_IDS = 64;

    final Bundle bundle;
    final Policy policy;
    /** Of windows or, for an absence, silences. */
    final Owner owner;

    final Owner symptoms;
    final Rules rules;
    /** How long a window or silence is kept after its last event, milliseconds. */
    final long keep;

    private final Terms terms;
    private final long looksAt;
    private final long clears;

    PolicyDetector(Bundle bundle, Policy policy, Groups groups) {
        this.bundle = bundle;
        this.policy = policy;
        this.owner = (policy.detector() instanceof Detector.Absence ? groups.silences : groups.windows)
                .owner(policy.name(), policy.detectorHash());
        this.symptoms = groups.symptoms.owner(policy.name(), "");
        this.terms = Terms.of(policy);
        this.looksAt = terms.mask(policy.detector().alternatives());
        this.clears = terms.mask(policy.clears() instanceof Clearing.Match match ? match.of() : Set.of());
        this.rules = rules(policy.detector(), lateness(policy, bundle));
        this.keep = policy.detector() instanceof Detector.Absence
                ? Groups.days(30) + rules.span()
                : Math.max(Groups.days(1), rules.span());
    }

    /** The largest of its sources'. */
    private static long lateness(Policy policy, Bundle bundle) {
        return policy.alternatives().stream()
                .flatMap(alternative -> alternative.sources().stream())
                .map(bundle.sources()::get)
                .filter(source -> source != null)
                .map(Source::lateness)
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0);
    }

    private static Rules rules(Detector detector, long lateness) {
        return switch (detector) {
            case Detector.Each each -> new Rules(lateness, lateness, RECENT_IDS);
            case Detector.Threshold threshold -> rules(lateness, threshold.within(), threshold.count());
            case Detector.Distinct distinct -> rules(lateness, distinct.within(), distinct.count());
            case Detector.Sequence sequence -> rules(lateness, sequence.within(), 0);
            case Detector.All all -> rules(lateness, all.within(), 0);
            case Detector.Flapping flapping -> rules(lateness, flapping.within(), flapping.transitions());
            case Detector.Absence absence ->
                new Rules(lateness, absence.forTime().toMillis(), 0);
        };
    }

    private static Rules rules(long lateness, Duration within, int counted) {
        return new Rules(lateness, within.toMillis() + lateness, Math.max(RECENT_IDS, counted));
    }

    long met(MatchedEvent.Match match) {
        return terms.mask(match.alternatives());
    }

    /** An event that clears does not count as well. */
    boolean clears(long met) {
        return (met & clears) != 0;
    }

    boolean counts(long met) {
        return (met & terms.of()) != 0;
    }

    boolean looksAt(long met) {
        return (met & looksAt) != 0;
    }

    /** Whether the end of an alert counts as well. */
    boolean countsEnds() {
        return policy.detector() instanceof Detector.Flapping;
    }

    /** Whether the event has what the detector asks of it. */
    boolean isComplete(Event event) {
        return switch (policy.detector()) {
            case Detector.Distinct distinct -> !event.label(distinct.label()).isEmpty();
            case Detector.Each each -> true;
            case Detector.Threshold threshold -> true;
            case Detector.Sequence sequence -> true;
            case Detector.All all -> true;
            case Detector.Flapping flapping -> true;
            case Detector.Absence absence -> true;
        };
    }

    /** @param time of the event, or of when an alert was heard of */
    Seen seen(Event event, long time, long met) {
        return Seen.of(time, event.id(), terms.source(event.source()), met, clears(met), data(event));
    }

    private long data(Event event) {
        return switch (policy.detector()) {
            case Detector.Distinct distinct -> Hash.of(event.label(distinct.label()));
            case Detector.Flapping flapping -> event.alert() == null ? 0 : Seen.ALERT;
            case Detector.Each each -> 0;
            case Detector.Threshold threshold -> 0;
            case Detector.Sequence sequence -> 0;
            case Detector.All all -> 0;
            case Detector.Absence absence -> 0;
        };
    }

    Window newWindow(String group) {
        return new Window(owner, group, new Timeline(Folds.empty(policy.detector(), terms)));
    }

    Window read(Owner of, String group, StateBytes.Reader in) {
        return new Window(
                of, group, new Timeline(in, reference -> Folds.read(policy.detector(), terms, in, reference)));
    }

    /** What only an event can clear is followed for longer. */
    long keep(Symptom symptom) {
        boolean clearedByAnEvent = !(policy.clears() instanceof Clearing.QuietFor);
        return Groups.days(symptom.tracked && symptom.clearedAt == 0 && clearedByAnEvent ? 30 : 7);
    }
}
