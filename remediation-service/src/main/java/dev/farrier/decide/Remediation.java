package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Cooldown;
import dev.farrier.decide.StateRecord.KnownSite;
import dev.farrier.decide.StateRecord.Lease;
import dev.farrier.decide.StateRecord.Worked;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.Work;
import dev.farrier.model.Work.Phase;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Check;
import dev.farrier.policy.Rung.Step;
import java.time.Duration;
import java.util.List;

/** From guard to rung to step to verification to the next rung: what an incident does next. */
final class Remediation {
    private static final Duration CONFIRM_MAX_RUN = Duration.ofSeconds(15);
    private static final long ASK_AGAIN = 5_000;
    /** An event older than this is news nowhere. */
    private static final long REMEMBER_WORK = Duration.ofDays(1).toMillis();

    private Remediation() {}

    /** Asks the guards for the next rung and starts it, or waits, or ends. */
    static void consider(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        Resource resource = turn.resource(incident);
        int next = incident.work().rung() + 1;
        if (resource == null) {
            close(
                    turn,
                    incident,
                    IncidentState.SUPPRESSED,
                    Reason.UNKNOWN_TARGET,
                    "its target is not in the inventory");
            return;
        }
        if (Symptoms.endedWhileWaiting(turn, incident, policy)) {
            close(turn, incident, IncidentState.RESOLVED, Reason.CLEARED_ITSELF, "gone before anything more was done");
            return;
        }
        if (next >= policy.remediate().size()) {
            Escalation.start(turn, incident, Reason.RUNGS_USED_UP, next == 0 ? "no rungs" : "no rung has helped");
            return;
        }
        Ruling ruling = GuardChain.ask(new GuardChain.Case(turn, incident, policy, resource));
        boolean news = incident.state() != IncidentState.DEFERRED || incident.reason() != ruling.reason();
        if (news) {
            turn.audit(Audits.decision(
                    turn, incident, ruling, policy.remediate().get(next).name()));
        }
        switch (ruling.verdict()) {
            case ACT -> startRung(turn, incident, policy, resource, next);
            case DEFER -> turn.move(incident, IncidentState.DEFERRED, ruling.reason(), ruling.until(), ruling.detail());
            case IGNORE -> {
                if (ruling.reason() == Reason.ATTEMPTS_USED_UP || ruling.reason() == Reason.SOURCE_STALE) {
                    Escalation.start(turn, incident, ruling.reason(), ruling.detail());
                } else {
                    close(turn, incident, IncidentState.SUPPRESSED, ruling.reason(), ruling.detail());
                }
            }
        }
    }

    private static void startRung(Turn turn, Incident incident, Policy policy, Resource resource, int next) {
        Rung rung = policy.remediate().get(next);
        Limits.count(turn, policy, resource, incident.shadow());
        Incident started = incident.withWork(incident.work().startingRung(next, turn.now));
        if (incident.shadow()) {
            Shadow.run(turn, started, rung);
            return;
        }
        turn.state.put(new Lease(resource.name(), incident.id()));
        if (rung.confirm() == null) {
            toStep(turn, started, IncidentState.REMEDIATING, Phase.STEPS, 0, Reason.DETECTED);
        } else {
            toStep(turn, started, IncidentState.CONFIRMING, Phase.CONFIRM, 0, Reason.DETECTED);
        }
    }

    static void toStep(Turn turn, Incident incident, IncidentState state, Phase phase, int step, Reason why) {
        Incident moved = turn.move(incident.withWork(incident.work().at(phase, step)), state, why, 0, "");
        proceed(turn, moved);
    }

    /** Sends the command that the incident stands at; skips steps whose condition does not hold. */
    static void proceed(Turn turn, Incident incident) {
        Work work = incident.work();
        Policy policy = turn.policy(incident);
        switch (work.phase()) {
            case NONE -> consider(turn, incident);
            case CONFIRM -> {
                Rung rung = policy.remediate().get(work.rung());
                if (rung.confirm() != null) {
                    Rung.Probe probe = rung.confirm();
                    tryToSend(turn, incident, Purpose.CONFIRM, "confirm", CONFIRM_MAX_RUN, r -> r.confirm(probe));
                }
            }
            case STEPS -> {
                List<Step> steps = policy.remediate().get(work.rung()).steps();
                if (work.step() >= steps.size()) {
                    verify(turn, incident, policy);
                } else {
                    runStep(turn, incident, steps.get(work.step()), Purpose.STEP);
                }
            }
            case ROLLBACK -> {
                List<Step> steps = policy.remediate().get(work.rung()).rollback();
                if (work.step() >= steps.size()) {
                    nextRung(
                            turn,
                            incident,
                            work.failing() == null ? Reason.STEP_FAILED : work.failing(),
                            "rolled back");
                } else {
                    runStep(turn, incident, steps.get(work.step()), Purpose.ROLLBACK);
                }
            }
            case VERIFY -> verify(turn, incident, policy);
            case ESCALATE -> Escalation.proceed(turn, incident, policy);
        }
    }

    static void runStep(Turn turn, Incident incident, Step step, Purpose purpose) {
        if (!Conditions.holds(incident, step, purpose)) {
            Incident skipped = incident.withWork(
                    incident.work().at(incident.work().phase(), incident.work().step() + 1));
            // Recorded, and nothing else: an escalated incident must keep its reason.
            turn.audit(Audits.state(
                    turn,
                    skipped.moved(skipped.state(), Reason.STEP_SKIPPED, 0, turn.now),
                    step.id() + ": " + step.when()));
            proceed(turn, turn.save(skipped));
            return;
        }
        tryToSend(turn, incident, purpose, step.id(), step.timeout(), r -> r.step(step));
    }

    interface Render {
        Rendering.Rendered with(Rendering rendering);
    }

    /** A value that is missing or not allowed fails the step: nothing half-rendered is ever sent. */
    private static void tryToSend(
            Turn turn, Incident incident, Purpose purpose, String step, Duration maxRun, Render render) {
        if (turn.halted()) {
            hold(turn, incident, Reason.HALTED, "halted in the middle");
            return;
        }
        if (turn.state.get(KnownSite.key(incident.site()), KnownSite.class) == null) {
            hold(turn, incident, Reason.UNKNOWN_SITE, "no topics of site '" + incident.site() + "' have been seen");
            return;
        }
        Rendering.Rendered rendered;
        try {
            rendered = render.with(new Rendering(turn, incident));
        } catch (IllegalArgumentException e) {
            Outcomes.stepFailed(turn, incident, Reason.RENDER_FAILED, step + ": " + e.getMessage(), false);
            return;
        }
        Dispatch.send(turn, running(turn, incident), purpose, step, rendered, maxRun);
    }

    /** Goes on where it was held up: the state follows the phase. */
    private static Incident running(Turn turn, Incident incident) {
        IncidentState state = switch (incident.work().phase()) {
            case CONFIRM -> IncidentState.CONFIRMING;
            case VERIFY -> IncidentState.VERIFYING;
            case ESCALATE -> IncidentState.ESCALATED;
            case NONE, STEPS, ROLLBACK -> IncidentState.REMEDIATING;
        };
        return incident.state() == state && incident.until() == 0
                ? incident
                : turn.move(incident, state, incident.state() == state ? incident.reason() : Reason.DETECTED, 0, "");
    }

    /** Nothing may be sent now. An escalated incident keeps its reason and asks again; the others are woken. */
    private static void hold(Turn turn, Incident incident, Reason why, String detail) {
        if (incident.state() == IncidentState.ESCALATED) {
            turn.save(incident.moved(incident.state(), incident.reason(), turn.now + ASK_AGAIN, turn.now));
        } else {
            turn.move(incident, IncidentState.DEFERRED, why, 0, detail);
        }
    }

    private static void verify(Turn turn, Incident incident, Policy policy) {
        Rung rung = policy.remediate().get(incident.work().rung());
        Duration within = rung.verify().within();
        Work work = incident.work().verifyingUntil(turn.now + within.toMillis());
        Incident verifying = turn.move(incident.withWork(work), IncidentState.VERIFYING, Reason.DETECTED, 0, "");
        switch (rung.verify().check()) {
            case Check.ByEvents events -> look(turn, verifying);
            case Check.ByProbe probe ->
                tryToSend(
                        turn,
                        verifying,
                        Purpose.VERIFY,
                        "verify",
                        within,
                        r -> r.verify(probe.probe(), probe.forTime(), within));
        }
    }

    /** New evidence, or time: is it over, or did the rung not help? */
    static void look(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        Rung rung = policy.remediate().get(incident.work().rung());
        if (!(rung.verify().check() instanceof Check.ByEvents events)
                || incident.work().active() != null) {
            return;
        }
        if (Symptoms.ended(
                turn, incident, policy, events.clearing(), incident.work().lastOutcomeAt())) {
            close(turn, incident, IncidentState.RESOLVED, Reason.CLEARED, "the symptom is gone");
        } else if (turn.now >= incident.work().verifyBy()) {
            String stale = SourceWatch.stale(turn, incident, policy);
            String unvouched = Symptoms.unvouched(incident, events.clearing());
            if (stale == null && unvouched == null) {
                nextRung(
                        turn,
                        incident,
                        Reason.NOT_VERIFIED,
                        "not gone within " + rung.verify().within());
            } else {
                String why = stale == null
                        ? "the watchdog of source " + unvouched + " began only after it had resolved: nobody can tell"
                        : "source " + stale + " is silent: nobody can tell";
                Escalation.start(turn, incident, Reason.SOURCE_STALE, why);
            }
        }
    }

    /** The current rung did not help. */
    static void nextRung(Turn turn, Incident incident, Reason why, String detail) {
        turn.audit(Audits.state(turn, incident.moved(incident.state(), why, 0, turn.now), detail));
        Incident between = incident.withWork(incident.work().at(Phase.NONE, 0));
        consider(turn, turn.save(between));
    }

    /** True once anything of the current rung has been run, and until the rung is over. */
    static boolean begun(Incident incident) {
        return switch (incident.work().phase()) {
            case NONE, CONFIRM -> false;
            case STEPS -> incident.work().step() > 0 || incident.work().tries() > 0;
            case ROLLBACK, VERIFY, ESCALATE -> true;
        };
    }

    /**
     * Goes on after a wait of unknown length. A rung of which nothing has been run is looked at afresh: is it still so, is it
     * still news, and, where the rung confirms, confirmed again.
     */
    static void goOn(Turn turn, Incident incident) {
        if (incident.work().phase() == Phase.NONE || incident.shadow() || begun(incident)) {
            proceed(turn, incident);
            return;
        }
        Policy policy = turn.policy(incident);
        if (Symptoms.endedWhileWaiting(turn, incident, policy)) {
            close(turn, incident, IncidentState.RESOLVED, Reason.CLEARED_ITSELF, "gone before anything more was done");
        } else if (!GuardChain.stillFresh(turn, incident)) {
            close(turn, incident, IncidentState.SUPPRESSED, Reason.STALE_EVENT, "too old by the time it could go on");
        } else {
            boolean confirms = policy.remediate().get(incident.work().rung()).confirm() != null;
            Work work = incident.work().phase() == Phase.STEPS && confirms
                    ? incident.work().at(Phase.CONFIRM, 0)
                    : incident.work();
            proceed(turn, incident.withWork(work));
        }
    }

    /** Ends the incident: frees the target, starts the cooldown, and wakes whoever waited for the target. */
    static void close(Turn turn, Incident incident, IncidentState end, Reason why, String detail) {
        if (incident.repeats() > 0) {
            turn.audit(Audits.repeats(turn, incident));
        }
        turn.move(incident.withWork(incident.work().withActive(null)), end, why, 0, detail);
        if (incident.work().rungStartedAt() > 0 && !incident.target().isEmpty() && end != IncidentState.SUPPRESSED) {
            long until = turn.now + turn.policy(incident).guards().cooldown().toMillis();
            if (until > turn.now) {
                turn.state.put(new Cooldown(incident.policy(), incident.target(), incident.shadow(), until));
            }
        }
        Lease lease = turn.state.get(Lease.key(incident.target()), Lease.class);
        if (lease != null && lease.incident().equals(incident.id())) {
            turn.state.remove(lease.key());
            turn.state.put(new Worked(incident.target(), turn.now, turn.now + REMEMBER_WORK));
            reconsider(turn, Reason.TARGET_BUSY, incident.target());
        }
    }

    /** Lets deferred incidents that wait for this look again, in the order in which they were opened. */
    static void reconsider(Turn turn, Reason waitingFor, String target) {
        turn.state.openIncidents().stream()
                .filter(i -> waits(i, waitingFor))
                .filter(i -> target.isEmpty() || i.target().equals(target))
                .sorted(java.util.Comparator.comparingLong(Incident::openedAt).thenComparing(Incident::id))
                .forEach(i -> {
                    Incident current = turn.state.incident(i.id());
                    if (current != null && waits(current, waitingFor)) {
                        goOn(turn, current);
                    }
                });
    }

    private static boolean waits(Incident incident, Reason reason) {
        return incident.state() == IncidentState.DEFERRED
                && incident.reason() == reason
                && incident.work().active() == null;
    }
}
