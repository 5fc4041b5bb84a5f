package dev.farrier.detect;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.state.Kept;
import dev.farrier.detect.time.Timeline.Taken;
import dev.farrier.model.Event;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One event for one policy: what it changes in the group's window and in what is known of its symptom. */
final class EventStep {
    private final Groups groups;
    private final Tally tally;
    private final PolicyDetector detector;
    private final Event event;
    private final String group;
    private final long now;
    private final Consumer<Firing> out;
    private @Nullable Symptom symptom;

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
            symptom = groups.symptom(detector.symptoms, group);
            if (isNewAlert(counts)) {
                heard(absence, clears);
            }
            return;
        }
        Window known = groups.windows.get(detector.owner, group, detector::read);
        Window window = known == null ? detector.newWindow(group) : known;
        findSymptom(window);
        if (!isNewAlert(counts)) {
            return;
        }
        Seen seen = detector.seen(event, time(window), met);
        Taken taken = clears
                ? window.timeline.note(seen, detector.rules)
                : window.timeline.take(seen, detector.rules, event.alert() != null, this::fired);
        switch (taken) {
            case LATE -> tally.count(Tally.What.LATE, detector.policy.name());
            case DUPLICATE -> tally.count(Tally.What.DUPLICATE, detector.policy.name());
            case TAKEN -> {
                groups.windows.save(window, now + detector.keep);
                if (clears) {
                    cleared(seen);
                } else if (counts && symptom != null && symptom.tracked) {
                    symptom.lastMatch = Math.max(symptom.lastMatch, event.time());
                    save(symptom);
                }
            }
        }
    }

    /** Most groups have none: it is looked for again only when some group of the policy has got one. */
    private void findSymptom(Window window) {
        if (window.noSymptomAt != detector.symptoms.additions()) {
            symptom = groups.symptom(detector.symptoms, group);
            window.noSymptomAt = symptom == null ? detector.symptoms.additions() : -1;
        }
    }

    /** An alert is never late: what is older than may be counts when it was heard of. */
    private long time(Window window) {
        boolean late = event.alert() != null && event.time() < window.timeline.earliest(detector.rules);
        return late && !(detector.policy.detector() instanceof Detector.Each) ? window.timeline.newest() : event.time();
    }

    /** An alert is told apart by fingerprint and startsAt; {@code resolved} is never a match, but it may be a transition. */
    private boolean isNewAlert(boolean counts) {
        if (event.alert() == null) {
            return true;
        }
        if (!counts) {
            return event.firing();
        }
        Symptom alerts = symptom == null ? new Symptom(detector.symptoms, group) : symptom;
        symptom = alerts;
        Symptom.News news = alerts.see(
                event.alert(), event.time(), () -> tally.count(Tally.What.ALERT_FORGOTTEN, detector.policy.name()));
        boolean clearedByResolved = detector.policy.clears() instanceof Clearing.Resolved && alerts.tracked;
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
        return news == Symptom.News.FIRING || (news == Symptom.News.RESOLVED && detector.countsEnds());
    }

    private void fired(Firing firing) {
        Symptom tracked = symptom == null ? new Symptom(detector.symptoms, group) : symptom;
        symptom = tracked;
        tracked.fired(firing.time(), firing.number());
        boolean alert = detector.policy.detector() instanceof Detector.Each
                && event.alert() != null
                && !event.name().isEmpty();
        out.accept(alert ? firing.because("alert " + event.name() + " firing") : firing);
    }

    private void cleared(Seen seen) {
        if (symptom != null && symptom.cleared(seen.time(), seen.number())) {
            save(symptom);
        }
    }

    /** Of several heartbeats of one time the first says it all: no ids need to be kept. */
    private void heard(Detector.Absence absence, boolean clears) {
        Silence known = groups.silences.get(detector.owner, group, Silence::new);
        Silence silence = known == null ? new Silence(detector.owner, group) : known;
        if (event.time() <= silence.newest) {
            if (event.time() < silence.newest - detector.rules.lateness()) {
                tally.count(Tally.What.LATE, detector.policy.name());
            }
            return;
        }
        silence.newest = event.time();
        if (!clears) {
            silence.sources.put(event.source(), event.time());
            if (silence.due() == Kept.NEVER) {
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

    private void save(Symptom changed) {
        groups.save(changed, detector.keep(changed), now);
    }
}
