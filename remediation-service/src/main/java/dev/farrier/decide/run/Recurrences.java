package dev.farrier.decide.run;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.ClearingEvaluator;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.context.Ids;
import dev.farrier.decide.guard.EffectBreaker;
import dev.farrier.decide.guard.LeftAlone;
import dev.farrier.decide.state.BreakerRecord.Heal;
import dev.farrier.decide.state.BreakerRecord.Heals;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Recurrence;
import dev.farrier.policy.Policy.Recurring;
import dev.farrier.policy.Rung;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What healed again and again is not healed: counts the incidents that a policy has healed on a target, and decides how the next one
 * there begins. A heal at {@code t} counts in {@code [t, t + per)}, by the decider's clock. Counters have names, so that no edit
 * and no restart resets them.
 */
public final class Recurrences {
    /** The report names the newest ones, so that it stays short. */
    private static final int NAMED = 5;

    private Recurrences() {}

    /**
     * Decides the first rung of a new incident, unless its policy has healed the target too often; or the next one of a relapse. What
     * people leave alone calls nobody: it begins at the end of that.
     */
    public static void begin(DecisionContext context, Incident opened) {
        Policy policy = context.policy(opened);
        Heals known = of(context, opened);
        if (opened.shadow() || known == null || ClearingEvaluator.hasClearedBeforeRung(context, opened, policy)) {
            RemediationWorkflow.decideNextRung(context, opened);
            return;
        }
        Recurrence recurrence = opened.relapses() > 0 ? null : policy.recurrence();
        List<Heal> heals = recurrence == null
                ? List.of()
                : known.after(context.now - recurrence.per().toMillis());
        Incident stop = stop(context, opened);
        if (stop == null && (recurrence == null || heals.size() < recurrence.max())) {
            RemediationWorkflow.decideNextRung(context, opened);
        } else if (waitsWhileLeftAlone(context, opened)) {
            return;
        } else if (stop != null) {
            callForStop(context, opened, stop);
        } else if (recurrence != null) {
            recur(context, opened.withProblemReport(report(heals, recurrence)), policy, recurrence.then(), known);
        }
    }

    /** Calls a person when another incident has stopped the policy on the target while this one waited or was at work. */
    static boolean callIfStopped(DecisionContext context, Incident incident) {
        Incident stop = incident.shadow() ? null : stop(context, incident);
        // A later one is there since a person has retried it.
        if (stop == null || stop.id().equals(incident.id()) || stop.openedAt() < incident.since()) {
            return false;
        }
        if (!waitsWhileLeftAlone(context, incident)) {
            callForStop(context, incident, stop);
        }
        return true;
    }

    private static boolean waitsWhileLeftAlone(DecisionContext context, Incident incident) {
        GuardResult leftAlone = LeftAlone.check(context, incident, context.resource(incident));
        if (leftAlone.passes()) {
            return false;
        }
        if (incident.state() != IncidentState.DEFERRED || incident.reason() != leftAlone.reason()) {
            context.audit(AuditRecords.decision(context, incident, leftAlone, ""));
        }
        RemediationWorkflow.defer(context, incident, leftAlone);
        return true;
    }

    /** The open incident that has stopped the policy on the target; null: none has. */
    private static @Nullable Incident stop(DecisionContext context, Incident incident) {
        Heals known = of(context, incident);
        return known == null || known.stoppedBy().isEmpty() ? null : context.state.incident(known.stoppedBy());
    }

    private static void callForStop(DecisionContext context, Incident incident, Incident stop) {
        String why = "incident " + stop.id() + " has stopped the policy on " + incident.target()
                + " until a person ends it; " + stop.problemReport();
        callAPerson(context, incident.withProblemReport(AuditRecords.clip(why)), Reason.RECURRED);
    }

    private static void recur(DecisionContext context, Incident incident, Policy policy, Recurring then, Heals known) {
        switch (then) {
            case PERSON -> callAPerson(context, incident, Reason.RECURRED);
            case STOP -> {
                context.state.put(new Heals(known.policy(), known.target(), known.heals(), incident.id(), 0));
                callAPerson(context, incident, Reason.TARGET_STOPPED);
            }
            case NEXT_RUNG -> {
                String last = known.heals().getLast().rung();
                List<String> rungs = policy.remediate().stream().map(Rung::name).toList();
                int helped = rungs.indexOf(last);
                if (helped < 0 || helped + 1 >= rungs.size()) {
                    callAPerson(context, incident, Reason.RECURRED);
                } else {
                    Incident stronger = incident.withWork(incident.work().withRung(helped));
                    String detail = incident.problemReport() + "; begins with rung " + rungs.get(helped + 1);
                    RemediationWorkflow.decideNextRung(
                            context, context.transition(stronger, incident.state(), Reason.RECURRED, 0, detail));
                }
            }
        }
    }

    private static void callAPerson(DecisionContext context, Incident incident, Reason why) {
        String report = incident.problemReport();
        context.audit(AuditRecords.decision(context, incident, GuardResult.ignore(why, report), ""));
        EscalatedState.start(context, incident, why, report);
    }

    private static String report(List<Heal> heals, Recurrence recurrence) {
        List<String> newest = heals.reversed().stream()
                .map(heal -> heal.incident() + " at " + Instant.ofEpochMilli(heal.at()) + " by rung " + heal.rung())
                .toList();
        return "healed " + Phrases.count(heals.size(), "time") + " within " + Durations.format(recurrence.per())
                + ", and it is back: " + Phrases.first(newest, NAMED);
    }

    /** @param run as it was before it ended */
    static void recordEnd(DecisionContext context, Incident run, IncidentState end, Reason why) {
        if (EffectBreaker.hasHealed(run, end, why)) {
            Policy policy = EffectBreaker.inForce(context, run);
            Recurrence recurrence = policy == null ? null : policy.recurrence();
            if (recurrence != null) {
                recordHeal(context, run, recurrence);
            }
        } else if (run.reason() == Reason.TARGET_STOPPED
                || run.reason() == Reason.RECURRED
                        && run.state() == IncidentState.ESCALATED
                        && end == IncidentState.CANCELLED) {
            forget(context, run); // a person has looked
        }
    }

    private static void recordHeal(DecisionContext context, Incident run, Recurrence recurrence) {
        Heals before = of(context, run);
        long per = recurrence.per().toMillis();
        List<Heal> heals = new ArrayList<>(before == null ? List.of() : before.after(context.now - per));
        heals.add(new Heal(run.id(), Ids.rung(context, run), context.now));
        List<Heal> newest = heals.subList(Math.max(0, heals.size() - recurrence.max() - 1), heals.size());
        String stoppedBy = before == null ? "" : before.stoppedBy();
        long wakeAt = stoppedBy.isEmpty() ? context.now + per : 0;
        context.state.put(new Heals(run.policy(), run.target(), newest, stoppedBy, wakeAt));
    }

    /** The symptom is back: it was no heal. */
    static void takeBack(DecisionContext context, Incident relapsed) {
        Heals known = of(context, relapsed);
        if (known == null) {
            return;
        }
        List<Heal> left = known.heals().stream()
                .filter(heal -> !heal.incident().equals(relapsed.id()))
                .toList();
        if (left.isEmpty() && known.stoppedBy().isEmpty()) {
            context.state.remove(known.key());
        } else {
            context.state.put(new Heals(known.policy(), known.target(), left, known.stoppedBy(), known.wakeAt()));
        }
    }

    /** The heals count anew, unless another incident has stopped the policy on the target. */
    private static void forget(DecisionContext context, Incident run) {
        Heals known = of(context, run);
        if (known != null && (known.stoppedBy().isEmpty() || known.stoppedBy().equals(run.id()))) {
            context.state.remove(known.key());
        }
    }

    private static @Nullable Heals of(DecisionContext context, Incident incident) {
        return context.state.get(Heals.key(incident.policy(), incident.target()), Heals.class);
    }
}
