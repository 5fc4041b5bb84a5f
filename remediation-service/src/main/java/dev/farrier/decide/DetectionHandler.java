package dev.farrier.decide;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.Ids;
import dev.farrier.decide.context.IgnoredDetectionCounter;
import dev.farrier.decide.context.VerificationClock;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.run.Recurrences;
import dev.farrier.decide.run.Relapses;
import dev.farrier.decide.run.RemediationWorkflow;
import dev.farrier.decide.run.Verification;
import dev.farrier.decide.state.IncidentRecord.IgnoredDetections;
import dev.farrier.decide.state.StateRecord.DeciderClock;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CallStatus;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.model.IncidentBuilder;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.Ending;
import dev.farrier.model.Resource;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Detector.Trigger;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Template.TemplateException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/** Merges a detection into the open incident, opens an incident, or ignores the detection with a reason. */
final class DetectionHandler {
    private static final Symptom NOTHING_KNOWN = new Symptom(0, 0);

    private DetectionHandler() {}

    static void handle(DecisionContext context, Detection detection) {
        handle(context, detection, NOTHING_KNOWN);
    }

    /** @param symptom what is known of the symptom besides the detection */
    static void handle(DecisionContext context, Detection detection, Symptom symptom) {
        Incident open = context.state.openIncident(detection.policy(), detection.group());
        if (open != null && !context.isUsable(open)) {
            context.saveUnpublished(open.withRepeat());
            return;
        }
        if (open != null) {
            merge(context, open, detection);
        } else if (CancellationHandler.suppresses(context, detection)) {
            IgnoredDetectionCounter.count(
                    context, detection, "", Reason.CANCELLED, "a person has cancelled it until it has resolved");
        } else if (!HeldDetections.hold(context, detection, symptom)) {
            decide(context, detection, symptom, (in, incident) -> {
                StormHandler.count(in, incident);
                Recurrences.begin(in, incident);
            });
        }
    }

    /**
     * Opens an incident for a detection that has none, or ignores the detection. Storm breakers do not count it: its symptom is no
     * news.
     *
     * @param symptom what is known of the symptom besides the detection
     */
    static void decide(DecisionContext context, Detection detection, Symptom symptom) {
        decide(context, detection, symptom, Recurrences::begin);
    }

    /**
     * As above, as a person has ordered it: it counts for nothing how often the target was healed.
     *
     * @param firstRung index of the rung with which the incident begins
     * @param by who has ordered it
     */
    static void decideAgain(DecisionContext context, Detection detection, Symptom symptom, int firstRung, String by) {
        decide(
                context,
                detection,
                symptom,
                (in, incident) -> RemediationWorkflow.decideNextRung(
                        in, incident.withRetriedBy(by).withWork(incident.work().withRung(firstRung - 1))));
    }

    private static void decide(
            DecisionContext context,
            Detection detection,
            Symptom symptom,
            BiConsumer<DecisionContext, Incident> begin) {
        Bundle bundle = context.activeBundle();
        if (bundle == null) {
            IgnoredDetectionCounter.count(
                    context, detection, "", Reason.POLICIES_REFUSED, "no policies are in force that can be used");
            return;
        }
        Policy policy = bundle.policies().get(detection.policy());
        if (policy == null) {
            IgnoredDetectionCounter.count(context, detection, "", Reason.POLICY_GONE, "no such policy in force");
            return;
        }
        if (policy.mode() == Mode.OFF) {
            IgnoredDetectionCounter.count(context, detection, "", Reason.POLICY_OFF, "mode is off");
            return;
        }
        String target;
        try {
            target = policy.targetOf(detection.group()::get);
        } catch (TemplateException e) {
            IgnoredDetectionCounter.count(context, detection, "", Reason.UNKNOWN_TARGET, "target: " + e.getMessage());
            return;
        }
        boolean round = Watchdog.is(policy.name());
        Resource resource = round
                ? WatchdogRound.target(target, detection.group().getOrDefault(Watchdog.SITE, ""))
                : bundle.resources().get(target);
        if (resource == null) {
            IgnoredDetectionCounter.count(
                    context, detection, target, Reason.UNKNOWN_TARGET, "'" + target + "' is in no inventory");
        } else if (!mayTarget(bundle, detection, resource)) {
            IgnoredDetectionCounter.count(
                    context,
                    detection,
                    target,
                    Reason.MAY_NOT_TARGET,
                    "mayTarget of its source does not allow this target");
        } else if (!policy.lastsUntilCleared()
                && Math.max(detection.time(), symptom.lastMatch()) < context.now - staleAfter(policy)) {
            IgnoredDetectionCounter.count(
                    context,
                    detection,
                    target,
                    Reason.STALE_EVENT,
                    "older than " + policy.guards().staleAfter());
        } else {
            if (!round) {
                context.state.remove(IgnoredDetections.key(detection.policy(), detection.group()));
            }
            Incident relapsed = Relapses.reopen(context, detection, symptom, policy, resource.name());
            if (relapsed != null) {
                begin.accept(context, relapsed);
                return;
            }
            Incident opened = open(context, detection, bundle, policy, resource.name(), resource.site());
            long lastMatch = Math.max(opened.symptom().lastMatch(), symptom.lastMatch());
            begin.accept(context, opened.withSymptom(new Symptom(lastMatch, symptom.clearedAt())));
        }
    }

    static Incident open(
            DecisionContext context, Detection detection, Bundle bundle, Policy policy, String target, String site) {
        DeciderClock clock = context.clock();
        long number = clock.opened() + 1;
        context.state.put(new DeciderClock(context.now, number, clock.tickAt(), clock.uptime()));
        long lastMatch = policy.detector().trigger() == Trigger.SILENCE ? 0 : detection.time();
        return context.save(IncidentBuilder.builder()
                .id(Ids.incident(detection, number))
                .policy(policy.name())
                .commit(bundle.commit())
                .group(detection.group())
                .target(target)
                .site(site)
                .shadow(policy.mode() == Mode.SHADOW)
                .state(IncidentState.OPEN)
                .reason(Reason.DETECTED)
                .detection(detection)
                .openedAt(context.now)
                .updatedAt(context.now)
                .work(RemediationProgress.NOT_STARTED)
                .symptom(new Symptom(lastMatch, 0))
                .calling(CallStatus.NOBODY)
                .history(List.of())
                .problemReport("")
                .retriedBy("")
                .build());
    }

    private static void merge(DecisionContext context, Incident open, Detection detection) {
        Policy policy = context.policy(open);
        if (open.state() == IncidentState.ESCALATED && open.canClear() && detection.symptomStart() > open.since()) {
            RemediationWorkflow.close(
                    context,
                    open,
                    IncidentState.RESOLVED,
                    open.symptom().clearedAt() > 0 ? Reason.CLEARED : Reason.ENDED_UNTOLD,
                    "its alert began to fire again at " + Instant.ofEpochMilli(detection.symptomStart())
                            + ": the earlier symptom has ended");
            handle(context, detection);
            return;
        }
        boolean absence = policy.detector().trigger() == Trigger.SILENCE;
        Symptom before = open.symptom();
        // The symptom is back, so it has not cleared.
        Symptom symptom = new Symptom(absence ? before.lastMatch() : Math.max(before.lastMatch(), detection.time()), 0);
        RemediationProgress work = open.work();
        Ending ending = work.isReturning() ? work.ending() : null;
        Incident counted = open.withRepeat()
                .withSymptom(symptom)
                .withWork(ending == null ? work : work.withEnding(ending.withFiredAgain()));
        // Published at every doubling, so that a burst of repeats does not become a burst of records.
        boolean publish = Long.bitCount(counted.repeats()) == 1;
        Incident updated = publish ? context.save(counted) : context.saveUnpublished(counted);
        if (updated.state() == IncidentState.VERIFYING && VerificationClock.isFailedBy(updated, policy, detection)) {
            RemediationWorkflow.failRung(context, updated, Reason.FIRED_AGAIN, detection.because());
        } else if (updated.state() == IncidentState.VERIFYING) {
            Verification.evaluate(context, updated); // the detection may take back a resolved
        } else if (updated.state() == IncidentState.DEFERRED && updated.reason() == Reason.AWAITING_EVIDENCE) {
            RemediationWorkflow.resume(context, updated);
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
}
