package dev.farrier.detect;

import static dev.farrier.detect.Window.NEVER;

import dev.farrier.detect.Detectors.Firing;
import dev.farrier.model.Event;
import dev.farrier.model.MatchedEvent;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** One event for one policy: what it changes in the group's window and in what is known of its symptom. */
final class EventStep {
    private static final int RECENT_IDS = 64;

    private final Groups groups;
    private final Tally tally;
    private final long now;
    private final Policy policy;
    private final Event event;
    private final SortedMap<String, String> group;
    private final boolean clears;
    private final boolean counts;
    private final String windowKey;
    private final Window window;
    private @Nullable Symptom symptom;

    EventStep(Groups groups, Tally tally, long now, Policy policy, MatchedEvent matched, MatchedEvent.Match match) {
        this.groups = groups;
        this.tally = tally;
        this.now = now;
        this.policy = policy;
        event = matched.event();
        group = matched.group();
        clears = policy.clears() instanceof Clearing.Match clearing
                && !Collections.disjoint(clearing.of(), match.alternatives());
        counts = !clears && !Collections.disjoint(policy.detector().of(), match.alternatives());
        windowKey = Groups.windowKey(policy.name(), match.detector(), group);
        Window known = groups.window(windowKey);
        window = known == null ? new Window(group) : known;
        symptom = groups.symptom(policy.name(), group);
    }

    /** Writes the group's new state. Returns null when the detector does not fire. */
    @Nullable
    Firing apply() {
        if (!clears && !counts) {
            return null;
        }
        if (event.alert() == null ? !isNewEvent() : !isNewAlert()) {
            return null;
        }
        window.newest = Math.max(window.newest, event.time());
        if (clears) {
            groups.save(windowKey, window, windowKeep(), now);
            if (symptom != null && symptom.tracked && symptom.clearedAt == 0) {
                symptom.clearedAt = event.time();
                save(symptom);
            }
            return null;
        }
        Firing firing = Detectors.onMatch(policy.detector(), window, event, window.newest);
        if (policy.detector() instanceof Detector.Absence absence && window.due == NEVER) {
            long due = window.newest + absence.forTime().toMillis();
            groups.lookAgain(policy, windowKey, window, due);
        }
        groups.save(windowKey, window, windowKeep(), now);
        follow(firing != null);
        return firing;
    }

    private boolean isNewEvent() {
        if (policy.detector() instanceof Detector.Absence) {
            // Of several heartbeats of one time the first says it all: no ids need to be kept.
            if (event.time() < window.newest) {
                tally.count(Tally.What.LATE, policy.name());
            }
            return event.time() > window.newest;
        }
        long id = Hash.of(event.id());
        if (window.ids.contains(id)) {
            tally.count(Tally.What.DUPLICATE, policy.name());
            return false;
        }
        if (event.time() < window.newest) {
            tally.count(Tally.What.LATE, policy.name());
            return false;
        }
        window.ids.add(id);
        window.ids.trimTo(
                policy.detector() instanceof Detector.Threshold threshold
                        ? Math.max(RECENT_IDS, threshold.count())
                        : RECENT_IDS);
        return true;
    }

    /** An alert is told apart by fingerprint and startsAt; {@code resolved} is never a match. */
    private boolean isNewAlert() {
        if (!counts || event.alert() == null) {
            return clears && event.firing();
        }
        Symptom alerts = symptom == null ? new Symptom(policy.name(), group) : symptom;
        symptom = alerts;
        Symptom.News news =
                alerts.see(event.alert(), event.time(), () -> tally.count(Tally.What.ALERT_FORGOTTEN, policy.name()));
        boolean clearedByResolved = policy.clears() instanceof Clearing.Resolved && alerts.tracked;
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
            case NONE -> tally.count(Tally.What.REPEAT, policy.name());
        }
        save(alerts);
        return news == Symptom.News.FIRING;
    }

    /** Keeps the evidence of a group that has fired, now or before. */
    private void follow(boolean fired) {
        if (fired) {
            symptom = symptom == null ? new Symptom(policy.name(), group) : symptom;
            symptom.tracked = true;
            symptom.clearedAt = 0;
        }
        if (symptom == null || !symptom.tracked) {
            return;
        }
        symptom.lastMatch = Math.max(symptom.lastMatch, event.time());
        if (policy.detector() instanceof Detector.Absence && symptom.clearedAt == 0) {
            symptom.clearedAt = event.time();
        }
        save(symptom);
    }

    private void save(Symptom changed) {
        groups.save(changed, symptomKeep(policy, changed), now);
    }

    private long windowKeep() {
        return switch (policy.detector()) {
            case Detector.Each each -> Groups.days(1);
            case Detector.Threshold threshold ->
                Math.max(Groups.days(1), threshold.within().toMillis());
            case Detector.Absence absence -> Groups.days(30) + absence.forTime().toMillis();
        };
    }

    /** What only an event can clear is followed for longer. */
    static long symptomKeep(Policy policy, Symptom symptom) {
        boolean clearedByAnEvent = !(policy.clears() instanceof Clearing.QuietFor);
        return Groups.days(symptom.tracked && symptom.clearedAt == 0 && clearedByAnEvent ? 30 : 7);
    }
}
