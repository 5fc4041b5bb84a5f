package dev.farrier.detect;

import dev.farrier.detect.fold.Folds;
import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.fold.Terms;
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
    private final long of;
    private final long clears;

    PolicyDetector(Bundle bundle, Policy policy, Groups groups) {
        this.bundle = bundle;
        this.policy = policy;
        this.owner = (policy.detector() instanceof Detector.Absence ? groups.silences : groups.windows)
                .owner(policy.name(), policy.detectorHash());
        this.symptoms = groups.symptoms.owner(policy.name(), "");
        this.terms = Terms.of(policy);
        this.of = terms.mask(policy.detector().of());
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
            case Detector.Threshold threshold ->
                new Rules(lateness, threshold.within().toMillis() + lateness, Math.max(RECENT_IDS, threshold.count()));
            case Detector.Absence absence ->
                new Rules(lateness, absence.forTime().toMillis(), 0);
        };
    }

    long met(MatchedEvent.Match match) {
        return terms.mask(match.alternatives());
    }

    /** An event that clears does not count as well. */
    boolean clears(long met) {
        return (met & clears) != 0;
    }

    boolean counts(long met) {
        return (met & of) != 0;
    }

    /** @param time of the event, or of when an alert was heard of */
    Seen seen(Event event, long time, long met) {
        return Seen.of(time, event.id(), terms.source(event.source()), met, clears(met), 0);
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
