package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Clock;
import dev.farrier.decide.StateRecord.Ignored;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CallStatus;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.RemediationProgress;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.Source;
import dev.farrier.policy.text.Template.TemplateException;
import java.time.Instant;
import java.util.List;

/** A detector fired: into the open incident, into a new one, or ignored with a reason. */
final class Detections {
    private static final Symptom NOTHING_KNOWN = new Symptom(0, 0);

    private Detections() {}

    static void on(Turn turn, Detection detection) {
        Incident open = turn.state.openIncident(detection.policy(), detection.group());
        if (open != null && !turn.usable(open)) {
            turn.remember(open.withRepeat());
            return;
        }
        if (open != null) {
            absorb(turn, open, detection);
        } else if (Cancellations.isPassedOver(turn, detection)) {
            ignore(turn, detection, "", Reason.CANCELLED, "a person has cancelled it until it has resolved");
        } else {
            consider(turn, detection, NOTHING_KNOWN);
        }
    }

    /**
     * There is no incident of it, and nothing forbids one.
     *
     * @param symptom what is known of it besides the detection
     */
    static void consider(Turn turn, Detection detection, Symptom symptom) {
        Bundle bundle = turn.activeBundle();
        if (bundle == null) {
            ignore(turn, detection, "", Reason.POLICIES_REFUSED, "no policies are in force that can be used");
            return;
        }
        Policy policy = bundle.policies().get(detection.policy());
        if (policy == null) {
            ignore(turn, detection, "", Reason.POLICY_GONE, "no such policy in force");
            return;
        }
        if (policy.mode() == Mode.OFF) {
            ignore(turn, detection, "", Reason.POLICY_OFF, "mode is off");
            return;
        }
        String target;
        try {
            target = policy.targetOf(detection.group()::get);
        } catch (TemplateException e) {
            ignore(turn, detection, "", Reason.UNKNOWN_TARGET, "target: " + e.getMessage());
            return;
        }
        Resource resource = bundle.resources().get(target);
        if (resource == null) {
            ignore(turn, detection, target, Reason.UNKNOWN_TARGET, "'" + target + "' is in no inventory");
        } else if (!mayTarget(bundle, detection, resource)) {
            ignore(turn, detection, target, Reason.MAY_NOT_TARGET, "its source may not lead to acting on this");
        } else if (!GuardChain.lasting(policy)
                && Math.max(detection.time(), symptom.lastMatch()) < turn.now - staleAfter(policy)) {
            ignore(
                    turn,
                    detection,
                    target,
                    Reason.STALE_EVENT,
                    "older than " + policy.guards().staleAfter());
        } else {
            turn.state.remove(Ignored.key(detection.policy(), detection.group()));
            Incident opened = open(turn, detection, bundle, policy, resource.name(), resource.site());
            long lastMatch = Math.max(opened.symptom().lastMatch(), symptom.lastMatch());
            Remediation.consider(turn, opened.withSymptom(new Symptom(lastMatch, symptom.clearedAt())));
        }
    }

    /** A new incident, not yet decided upon. */
    static Incident open(Turn turn, Detection detection, Bundle bundle, Policy policy, String target, String site) {
        Clock clock = turn.clock();
        long number = clock.opened() + 1;
        turn.state.put(new Clock(turn.now, number, clock.tickAt(), clock.awake()));
        long lastMatch = policy.detector() instanceof Detector.Absence ? 0 : detection.time();
        return turn.save(new Incident(
                Names.incident(detection, number),
                policy.name(),
                bundle.commit(),
                detection.group(),
                target,
                site,
                policy.mode() == Mode.SHADOW,
                IncidentState.OPEN,
                Reason.DETECTED,
                0,
                detection,
                0,
                turn.now,
                turn.now,
                0,
                RemediationProgress.NOT_STARTED,
                new Symptom(lastMatch, 0),
                CallStatus.NOBODY,
                List.of()));
    }

    private static void absorb(Turn turn, Incident open, Detection detection) {
        Policy policy = turn.policy(open);
        if (open.state() == IncidentState.ESCALATED
                && Escalation.canClear(open)
                && detection.symptomStart() > open.openedAt()) {
            Remediation.close(
                    turn,
                    open,
                    IncidentState.RESOLVED,
                    open.symptom().clearedAt() > 0 ? Reason.CLEARED : Reason.ENDED_UNTOLD,
                    "its alert began to fire anew at " + Instant.ofEpochMilli(detection.symptomStart())
                            + ": what was before has ended");
            on(turn, detection);
            return;
        }
        boolean absence = policy.detector() instanceof Detector.Absence;
        Symptom before = open.symptom();
        // It is back: what had cleared has not.
        Symptom symptom = new Symptom(absence ? before.lastMatch() : Math.max(before.lastMatch(), detection.time()), 0);
        Incident counted = open.withRepeat().withSymptom(symptom);
        // Written at every doubling, so that a burst of repeats does not become a burst of records.
        boolean tell = Long.bitCount(counted.repeats()) == 1;
        Incident kept = tell ? turn.save(counted) : turn.remember(counted);
        if (kept.state() == IncidentState.VERIFYING && Verification.isFailedBy(kept, policy, detection)) {
            Remediation.nextRung(turn, kept, Reason.FIRED_AGAIN, detection.because());
        } else if (kept.state() == IncidentState.VERIFYING) {
            Verification.look(turn, kept); // a resolved that was waited for may be taken back
        } else if (kept.state() == IncidentState.DEFERRED && kept.reason() == Reason.AWAITING_EVIDENCE) {
            Remediation.goOn(turn, kept);
        }
    }

    private static boolean mayTarget(Bundle bundle, Detection detection, Resource resource) {
        return detection.sources().stream().allMatch(name -> {
            Source source = bundle.sources().get(name);
            return source != null
                    && resource.labels()
                            .entrySet()
                            .containsAll(source.mayTarget().entrySet());
        });
    }

    private static long staleAfter(Policy policy) {
        return policy.guards().staleAfter().toMillis();
    }

    private static void ignore(Turn turn, Detection detection, String target, Reason reason, String detail) {
        String key = Ignored.key(detection.policy(), detection.group());
        Ignored before = turn.state.get(key, Ignored.class);
        long count = 1;
        if (before != null && before.reason() == reason) {
            count = before.count() + 1;
        } else if (before != null) {
            forget(turn, before);
        }
        turn.state.put(new Ignored(
                detection.policy(), detection.group(), reason, count, turn.now + Ignored.FORGOTTEN_AFTER.toMillis()));
        if (count == 1) {
            Bundle bundle = turn.activeBundle();
            String commit = bundle == null ? "" : bundle.commit();
            turn.audit(Audits.ignored(turn, detection, commit, target, reason, detail));
        }
    }

    /** No repeat for a while: says how many there were. */
    static void forget(Turn turn, Ignored ignored) {
        turn.state.remove(ignored.key());
        if (ignored.count() > 1) {
            turn.audit(Audits.ignoredRepeats(turn, ignored));
        }
    }
}
