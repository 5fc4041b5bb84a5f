package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Cooldown;
import dev.farrier.decide.StateRecord.Lease;
import dev.farrier.decide.StateRecord.Worked;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.Verdict;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Step;
import java.time.Duration;
import java.util.List;

/** From guard to rung to step to verification to the next rung: what an incident does next. */
final class Remediation {
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
        Ruling resolving = GuardChain.resolving(turn, incident, policy);
        boolean rungsUsedUp = next >= policy.remediate().size();
        if (rungsUsedUp && resolving.acts()) {
            Escalation.whenCaughtUp(
                    turn, incident, policy, Reason.RUNGS_USED_UP, next == 0 ? "no rungs" : "no rung has helped");
            return;
        }
        Ruling ruling =
                resolving.acts() ? GuardChain.ask(new GuardChain.Case(turn, incident, policy, resource)) : resolving;
        boolean news = incident.state() != IncidentState.DEFERRED || incident.reason() != ruling.reason();
        if (news) {
            String rung = rungsUsedUp ? "" : policy.remediate().get(next).name();
            turn.audit(Audits.decision(turn, incident, ruling, rung));
        }
        switch (ruling.verdict()) {
            case ACT -> startRung(turn, incident, policy, resource, next);
            case DEFER -> defer(turn, incident, ruling);
            case IGNORE -> {
                if (ruling.reason() == Reason.ATTEMPTS_USED_UP || ruling.reason() == Reason.SOURCE_STALE) {
                    Escalation.start(turn, incident, ruling.reason(), ruling.detail());
                } else {
                    close(turn, incident, IncidentState.SUPPRESSED, ruling.reason(), ruling.detail());
                }
            }
        }
    }

    /** Waits for what the ruling says. */
    static void defer(Turn turn, Incident incident, Ruling ruling) {
        Incident deferred =
                turn.move(incident, IncidentState.DEFERRED, ruling.reason(), ruling.until(), ruling.detail());
        turn.park(deferred, ruling.waits());
    }

    private static void startRung(Turn turn, Incident incident, Policy policy, Resource resource, int next) {
        Rung rung = policy.remediate().get(next);
        if (rung.confirm() == null || incident.shadow()) {
            Limits.count(turn, policy, incident, resource);
        } else {
            Limits.reserve(turn, policy, incident, resource);
        }
        Incident started = incident.withWork(incident.work().startingRung(next, turn.now));
        if (incident.shadow()) {
            Shadow.run(turn, started, rung);
            return;
        }
        turn.state.put(new Lease(resource.name(), incident.id()));
        if (rung.confirm() == null) {
            toStep(turn, started, IncidentState.REMEDIATING, RungPhase.STEPS, 0, Reason.DETECTED);
        } else {
            toStep(turn, started, IncidentState.CONFIRMING, RungPhase.CONFIRM, 0, Reason.DETECTED);
        }
    }

    static void toStep(Turn turn, Incident incident, IncidentState state, RungPhase phase, int step, Reason why) {
        Incident moved = turn.move(incident.withWork(incident.work().atStep(phase, step)), state, why, 0, "");
        proceed(turn, moved);
    }

    /** Sends the command that the incident stands at; skips steps whose condition does not hold. */
    static void proceed(Turn turn, Incident incident) {
        RemediationProgress work = incident.work();
        Policy policy = turn.policy(incident);
        switch (work.phase()) {
            case NONE -> consider(turn, incident);
            case CONFIRM -> {
                Rung rung = policy.remediate().get(work.rung());
                if (rung.confirm() != null) {
                    Sending.confirm(turn, incident, rung.confirm());
                }
            }
            case STEPS -> {
                List<Step> steps = policy.remediate().get(work.rung()).steps();
                if (work.step() >= steps.size()) {
                    Verification.start(turn, incident, policy);
                } else {
                    Sending.step(turn, incident, steps.get(work.step()), Purpose.STEP);
                }
            }
            case ROLLBACK -> {
                List<Step> steps = policy.remediate().get(work.rung()).rollback();
                if (work.step() >= steps.size()) {
                    nextRung(
                            turn,
                            incident,
                            work.failureReason() == null ? Reason.STEP_FAILED : work.failureReason(),
                            "rolled back");
                } else {
                    Sending.step(turn, incident, steps.get(work.step()), Purpose.ROLLBACK);
                }
            }
            case VERIFY -> Verification.start(turn, incident, policy);
            case ESCALATE -> Escalation.look(turn, incident);
        }
    }

    /** The current rung did not help. */
    static void nextRung(Turn turn, Incident incident, Reason why, String detail) {
        turn.audit(Audits.state(turn, incident.transitioned(incident.state(), why, 0, turn.now), detail));
        Incident between = incident.withWork(incident.work().atStep(RungPhase.NONE, 0));
        consider(turn, turn.save(between));
    }

    /** True once anything of the current rung has been run, and until the rung is over. */
    static boolean begun(Incident incident) {
        return switch (incident.work().phase()) {
            case NONE, CONFIRM -> false;
            case STEPS ->
                incident.work().step() > 0
                        || incident.work().retries() > 0
                        || incident.work().workerLosses() > 0;
            case ROLLBACK, VERIFY, ESCALATE -> true;
        };
    }

    /**
     * Goes on after a wait of unknown length. A rung of which nothing has been run is looked at afresh: is it still so, is it
     * still news, and, where the rung confirms, confirmed again.
     */
    static void goOn(Turn turn, Incident incident) {
        if (incident.work().phase() == RungPhase.NONE || incident.shadow() || begun(incident)) {
            proceed(turn, incident);
            return;
        }
        Policy policy = turn.policy(incident);
        if (Symptoms.endedWhileWaiting(turn, incident, policy)) {
            close(turn, incident, IncidentState.RESOLVED, Reason.CLEARED_ITSELF, "gone before anything more was done");
        } else if (holds(turn, incident, policy)) {
            return;
        } else if (!GuardChain.stillFresh(turn, incident)) {
            close(turn, incident, IncidentState.SUPPRESSED, Reason.STALE_EVENT, "too old by the time it could go on");
        } else {
            boolean confirms = policy.remediate().get(incident.work().rung()).confirm() != null;
            boolean looksAgain = incident.work().phase() == RungPhase.STEPS && confirms;
            RemediationProgress work = looksAgain ? incident.work().atStep(RungPhase.CONFIRM, 0) : incident.work();
            if (looksAgain) {
                Limits.reserveAgain(turn, incident);
            }
            Ruling read = CatchingUp.sources(turn, incident, policy, confirms);
            if (read.acts()) {
                proceed(turn, incident.withWork(work));
            } else {
                defer(turn, incident.withWork(work), read);
            }
        }
    }

    /**
     * It was told that it has resolved: waits where it stands until that is known, or calls a person when nobody can tell.
     * Returns false when nothing of the kind was told, and does nothing.
     */
    static boolean holds(Turn turn, Incident incident, Policy policy) {
        Ruling resolving = GuardChain.resolving(turn, incident, policy);
        if (resolving.verdict() == Verdict.DEFER) {
            defer(turn, incident, resolving);
        } else if (resolving.verdict() == Verdict.IGNORE) {
            Escalation.start(turn, incident, resolving.reason(), resolving.detail());
        }
        return !resolving.acts();
    }

    /** Ends the incident: frees the target, starts the cooldown, and wakes whoever waited for the target. */
    static void close(Turn turn, Incident ending, IncidentState end, Reason why, String detail) {
        if (end(turn, ending, end, why, detail)) {
            turn.waker.wakeAll(Wait.target(ending.target()));
        }
    }

    /** The same, but for waking anybody. Returns true when it held the target and freed it. */
    static boolean end(Turn turn, Incident ending, IncidentState end, Reason why, String detail) {
        Incident incident = Limits.giveBack(turn, ending);
        if (incident.repeats() > 0) {
            turn.audit(Audits.repeats(turn, incident));
        }
        Incident over = turn.move(incident.withWork(incident.work().withActive(null)), end, why, 0, detail);
        Calls.over(turn, over);
        if (turn.usable(incident)
                && incident.work().rungStartedAt() > 0
                && !incident.target().isEmpty()
                && end != IncidentState.SUPPRESSED) {
            long until = turn.now + turn.policy(incident).guards().cooldown().toMillis();
            if (until > turn.now) {
                turn.state.put(new Cooldown(incident.policy(), incident.target(), incident.shadow(), until));
            }
        }
        Lease lease = turn.state.get(Lease.key(incident.target()), Lease.class);
        if (lease == null || !lease.incident().equals(incident.id())) {
            return false;
        }
        turn.state.remove(lease.key());
        if (incident.work().rungStartedAt() > 0) {
            turn.state.put(new Worked(incident.target(), turn.now, turn.now + REMEMBER_WORK));
        }
        return true;
    }
}
