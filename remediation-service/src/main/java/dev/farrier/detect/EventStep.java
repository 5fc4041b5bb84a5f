package dev.farrier.detect;

import static dev.farrier.detect.state.Kept.NEVER;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.time.Taken;
import dev.farrier.model.Event;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One event for one policy: what it changes in what its detector keeps of the group, and in what is known of its symptom. */
final class EventStep {
    private final Groups groups;
    private final Tally tally;
    private final PolicyDetector detector;
    private final Event event;
    private final String group;
    private final long now;
    private final Consumer<Firing> out;
    private @Nullable Symptom symptom;
    /** The event proves that what was before it has ended, though nobody told. */
    private boolean untold;

    /**
     * @param group as {@link dev.farrier.model.Labels#key} writes it
     * @param now stream time, epoch milliseconds
     * @param out gets the firings
     */
    EventStep(
            Groups groups,
            Tally tally,
            PolicyDetector detector,
            Event event,
            String group,
            long now,
            Consumer<Firing> out) {
        this.groups = groups;
        this.tally = tally;
        this.detector = detector;
        this.event = event;
        this.group = group;
        this.now = now;
        this.out = out;
    }

    /** @param met the alternatives that the event met */
    void apply(long met) {
        boolean clears = detector.clears(met);
        if (!clears && !detector.looksAt(met)) {
            return;
        }
        if (!clears && !detector.isComplete(event)) {
            tally.count(Tally.What.INCOMPLETE, detector.policy.name());
            return;
        }
        boolean counts = !clears && detector.counts(met);
        if (detector.policy.detector() instanceof Detector.Absence absence) {
            heard(absence, clears, counts);
        } else if (detector.policy.detector() instanceof Detector.Sustained sustained) {
            lasts(sustained, met, clears, counts);
        } else {
            fold(met, clears, counts);
        }
    }

    private void fold(long met, boolean clears, boolean counts) {
        Window known = groups.windows.get(detector.owner, group, detector::readWindow);
        Window window = known == null ? detector.newWindow(group) : known;
        // Most groups have none: it is looked for again only when some group of the policy has got one.
        if (window.noSymptomAt != detector.symptoms.additions()) {
            symptom = groups.symptom(detector.symptoms, group);
            window.noSymptomAt = symptom == null ? detector.symptoms.additions() : -1;
        }
        Symptom.News news = news(counts);
        if (news == Symptom.News.NONE || (news == Symptom.News.RESOLVED && !detector.countsEnds())) {
            return;
        }
        boolean alert = event.alert() != null;
        boolean each = detector.policy.detector() instanceof Detector.Each;
        // An alert is never late: what is older than may be counts when it was heard of.
        long time = alert && !each ? Math.max(event.time(), window.timeline.earliest(detector.rules)) : event.time();
        Seen seen = detector.seen(event, time, met);
        Taken taken = clears
                ? window.timeline.note(seen, detector.rules)
                : window.timeline.take(seen, detector.rules, alert, this::fired);
        if (!isTaken(taken)) {
            return;
        }
        groups.windows.save(window, now + detector.keep);
        if (window.timeline.crowded()) {
            tally.count(Tally.What.WINDOW_FULL, detector.policy.name());
        }
        if (clears) {
            cleared(seen);
        } else {
            held(window.timeline.heldAt());
        }
    }

    private void lasts(Detector.Sustained sustained, long met, boolean clears, boolean counts) {
        symptom = groups.symptom(detector.symptoms, group);
        Symptom.News news = news(counts);
        long allResolvedAt = news == Symptom.News.RESOLVED && symptom != null ? symptom.allResolvedAt() : 0;
        boolean ends = clears || (allResolvedAt != 0 && detector.policy.clears() instanceof Clearing.Resolved);
        if (news == Symptom.News.NONE || (news == Symptom.News.RESOLVED && !ends)) {
            return;
        }
        Spell known = groups.spells.get(detector.owner, group, detector::readSpell);
        Spell spell = known == null ? detector.newSpell(group) : known;
        long time = news == Symptom.News.RESOLVED ? allResolvedAt : event.time();
        if (event.alert() != null) {
            time = Math.max(time, spell.waiting.earliest());
        }
        if (untold && detector.policy.clears() instanceof Clearing.Resolved) {
            spell.waiting.take(detector.seen(event, time, met, true), detector.rules, this::fired);
            time++;
        }
        Seen seen = detector.seen(event, time, met, ends);
        if (!isTaken(spell.waiting.take(seen, detector.rules, firing -> {
            fired(firing);
            groups.catchUp(symptomOrNew(), spell.waiting, firing);
        }))) {
            return;
        }
        long due = seen.time() + sustained.forTime().toMillis();
        if (!ends && (spell.due() == NEVER || due < spell.due())) {
            groups.spells.lookAt(spell, due);
        }
        groups.spells.save(spell, now + detector.keep);
        if (!ends) {
            held(event.time());
        } else if (clears) {
            cleared(seen);
        }
    }

    /** Of several heartbeats of one time the first says it all: no ids need to be kept. */
    private void heard(Detector.Absence absence, boolean clears, boolean counts) {
        symptom = groups.symptom(detector.symptoms, group);
        if (news(counts) != Symptom.News.FIRING) {
            return;
        }
        Silence known = groups.silences.get(detector.owner, group, Silence::new);
        Silence silence = known == null ? new Silence(detector.owner, group) : known;
        if (event.time() <= silence.newest) {
            if (event.time() < silence.newest - detector.rules.lateness()) {
                tally.count(Tally.What.LATE, detector.policy.name());
            }
            return;
        }
        silence.newest = event.time();
        silence.expectedSince = NEVER;
        if (!clears) {
            silence.sources.put(event.source(), event.time());
            if (silence.due() == NEVER) {
                groups.silences.lookAt(
                        silence, silence.newest + absence.forTime().toMillis());
            }
        }
        groups.silences.save(silence, now + detector.keep);
        if (symptom != null && symptom.tracked) {
            symptom.lastMatch = clears ? symptom.lastMatch : Math.max(symptom.lastMatch, event.time());
            if (symptom.clearedAt == 0) {
                symptom.clearedAt = event.time();
            }
            save(symptom);
        }
    }

    private boolean isTaken(Taken taken) {
        switch (taken) {
            case LATE -> tally.count(Tally.What.LATE, detector.policy.name());
            case DUPLICATE -> tally.count(Tally.What.DUPLICATE, detector.policy.name());
            case TAKEN -> {}
        }
        return taken == Taken.TAKEN;
    }

    /** An alert is told apart by fingerprint and startsAt; {@code resolved} is never a match. What is no alert is news. */
    private Symptom.News news(boolean counts) {
        if (event.alert() == null) {
            return Symptom.News.FIRING;
        }
        if (!counts) {
            return event.firing() ? Symptom.News.FIRING : Symptom.News.NONE;
        }
        Symptom alerts = symptomOrNew();
        Symptom.News news = alerts.see(
                event.alert(),
                event.time(),
                detector.haGrace(event.source()),
                () -> tally.count(Tally.What.ALERT_FORGOTTEN, detector.policy.name()));
        untold = alerts.endedUntold;
        boolean clearedByResolved = detector.endsByResolved && alerts.tracked;
        switch (news) {
            case FIRING -> {
                if (clearedByResolved) {
                    alerts.clearedAt = 0;
                }
            }
            case RESOLVED -> {
                if (clearedByResolved) {
                    alerts.clearedAt = alerts.allResolvedAt();
                }
            }
            case NONE -> tally.count(Tally.What.REPEAT, detector.policy.name());
        }
        save(alerts);
        return news;
    }

    private Symptom symptomOrNew() {
        Symptom known = symptom == null ? new Symptom(detector.symptoms, group) : symptom;
        symptom = known;
        return known;
    }

    private void fired(Firing firing) {
        symptomOrNew().fired(firing.time(), firing.number());
        boolean alert = detector.policy.detector() instanceof Detector.Each
                && event.alert() != null
                && !event.name().isEmpty();
        out.accept(alert ? firing.because("alert " + event.name() + " firing") : firing);
    }

    /** Keeps the evidence of a group that has fired, now or before. */
    private void held(long time) {
        if (symptom != null && symptom.tracked) {
            symptom.lastMatch = Math.max(symptom.lastMatch, time);
            save(symptom);
        }
    }

    private void cleared(Seen seen) {
        if (symptom != null && symptom.cleared(seen.time(), seen.number())) {
            save(symptom);
        }
    }

    private void save(Symptom changed) {
        groups.save(changed, detector.keep(changed), now);
    }
}
