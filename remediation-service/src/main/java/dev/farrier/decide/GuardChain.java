package dev.farrier.decide;

import dev.farrier.decide.IncidentRecord.Cooldown;
import dev.farrier.decide.IncidentRecord.LastRemediation;
import dev.farrier.decide.IncidentRecord.TargetLease;
import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Verify;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;

/** May the next rung of this incident be started now? All guards, in the one order in which they are asked. */
final class GuardChain {
    static final long WAIT_FOR_SOURCES = Duration.ofHours(1).toMillis();

    private GuardChain() {}

    /** What a guard looks at. */
    record GuardContext(DecisionContext context, Incident incident, Policy policy, Resource resource) {
        boolean firstRung() {
            return incident.work().rung() < 0;
        }

        /** The rung that is asked for. */
        Rung next() {
            return policy.remediate().get(incident.work().rung() + 1);
        }
    }

    private interface Guard {
        GuardResult ask(GuardContext c);
    }

    /**
     * First what no waiting cures, then what somebody must end, then what time ends: so the reason that is told is the one
     * that matters longest.
     */
    private static final List<Guard> ORDER = List.of(
            GuardChain::halted,
            GuardChain::caughtUp,
            GuardChain::fresh,
            GuardChain::sources,
            GuardChain::attempts,
            GuardChain::targetBusy,
            GuardChain::evidence,
            GuardChain::cooldown,
            GuardChain::rateLimit,
            // Last: what waits for room counts against no limit yet, and holds no target.
            GuardChain::room);

    /**
     * A {@code resolved} was heard and is not known to be true: nothing is begun. Either it becomes known, or a new firing takes
     * it back; if neither comes for as long as the rung has to help, nobody can tell.
     */
    static GuardResult resolving(DecisionContext context, Incident incident, Policy policy) {
        if (!SymptomEvaluator.isResolvedUnconfirmed(incident, policy.clears())) {
            return GuardResult.ACT;
        }
        int rung = Math.max(0, incident.work().rung());
        Duration within = policy.remediate().isEmpty()
                ? Verify.DEFAULT_WITHIN
                : policy.remediate().get(rung).verify().within();
        long by = incident.symptom().clearedAt() + within.toMillis();
        String why = "it was told that it has resolved, which is not known to be true yet";
        return IncidentWakeConditions.deadline(context, incident, policy, policy.clears(), by).stream()
                .findFirst()
                .map(clock -> GuardResult.defer(Reason.AWAITING_EVIDENCE, why, clock))
                .orElse(GuardResult.ignore(
                        Reason.SOURCE_STALE,
                        "it was told that it has resolved, and nobody vouched for it within "
                                + Durations.format(within)));
    }

    static GuardResult check(GuardContext c) {
        for (Guard guard : ORDER) {
            GuardResult result = guard.ask(c);
            if (!result.passes()) {
                return result;
            }
        }
        return GuardResult.ACT;
    }

    private static GuardResult halted(GuardContext c) {
        HaltState halt = c.context.halt();
        return halt == null
                ? GuardResult.ACT
                : GuardResult.defer(
                        Reason.HALTED,
                        "halted by " + OperatorInputHandler.describe(halt.by(), halt.why()),
                        new WakeCondition(WakeCondition.HALT, c.incident.openedAt()));
    }

    private static GuardResult caughtUp(GuardContext c) {
        return c.incident.shadow() ? GuardResult.ACT : CatchUpCheck.check(c.context, c.resource.site());
    }

    private static GuardResult sources(GuardContext c) {
        return c.incident.shadow()
                ? GuardResult.ACT
                : CatchUpCheck.checkSources(c.context, c.incident, c.policy, confirms(c));
    }

    private static boolean confirms(GuardContext c) {
        return c.next().confirm() != null;
    }

    private static GuardResult room(GuardContext c) {
        return c.incident.shadow()
                ? GuardResult.ACT
                : CommandScheduler.check(
                        c.context,
                        CommandScheduler.Placement.ofFirst(c.context, c.incident, c.next(), c.resource.site()));
    }

    /**
     * An event that is old says nothing of now. A symptom that lasts until it clears (an absence, a firing alert, what lasts
     * until a match ends it) is not old as long as everything up to now has been read and it has not cleared; until then it
     * waits.
     */
    private static GuardResult fresh(GuardContext c) {
        if (!c.firstRung()) {
            return GuardResult.ACT;
        }
        long oldest = c.context.now - c.policy.guards().staleAfter().toMillis();
        long newest = newestMatchAt(c.incident);
        if (newest >= oldest) {
            return GuardResult.ACT;
        }
        if (confirms(c)) {
            // Old news, but it is looked at before anything is done.
            return GuardResult.ACT;
        }
        if (!lastsUntilCleared(c.policy)) {
            return GuardResult.ignore(
                    Reason.STALE_EVENT,
                    "the newest event is " + (c.context.now - newest) / 1000 + "s old, more than "
                            + c.policy.guards().staleAfter().toSeconds() + "s");
        }
        return untilRead(c, oldest, Reason.SOURCE_STALE, "its sources have not been read up to now");
    }

    /** Lets pass once all that could end the symptom has been read up to then. */
    private static GuardResult untilRead(GuardContext c, long at, Reason reason, String detail) {
        List<String> telling = SourceStatus.clearingSources(c.policy, c.policy.clears());
        if (!SourceStatus.isStillDetected(c.context, c.policy)) {
            long until = c.incident.openedAt() + WAIT_FOR_SOURCES;
            String why = "the policies in force no longer look for its end";
            return c.context.now < until
                    ? GuardResult.deferUntil(until, reason, why)
                    : GuardResult.ignore(Reason.SOURCE_STALE, why + ": nobody can tell");
        }
        return telling.stream()
                .map(source -> new WakeCondition(
                        WakeCondition.source(c.incident.detection().partition(), source), at))
                .filter(read -> c.context.clock(read) < at)
                .findFirst()
                .map(read -> GuardResult.defer(reason, detail, read))
                .orElse(GuardResult.ACT);
    }

    /** For a command that nobody took: is what it was sent for still news? */
    static boolean stillFresh(DecisionContext context, Incident incident) {
        Policy policy = context.policy(incident);
        return (lastsUntilCleared(policy) && SourceStatus.isStillDetected(context, policy))
                || newestMatchAt(incident)
                        >= context.now - policy.guards().staleAfter().toMillis();
    }

    /** Event time of the newest that is known of the symptom. */
    static long newestMatchAt(Incident incident) {
        return Math.max(incident.detection().time(), incident.symptom().lastMatch());
    }

    /** A symptom that is there until something ends it, not only while matches of it come. */
    static boolean lastsUntilCleared(Policy policy) {
        return policy.detector() instanceof Detector.Absence
                || policy.clears() instanceof Clearing.Resolved
                || (policy.detector() instanceof Detector.Sustained
                        && policy.clears() instanceof Clearing.ClearingEvent);
    }

    private static GuardResult attempts(GuardContext c) {
        return !c.incident.shadow() && RateLimiter.attemptsUsedUp(c.context, c.policy.guards(), c.resource)
                ? GuardResult.ignore(
                        Reason.ATTEMPTS_USED_UP,
                        "this target has had " + c.policy.guards().attempts().max() + " attempts in "
                                + Durations.format(c.policy.guards().attempts().per()))
                : GuardResult.ACT;
    }

    private static GuardResult targetBusy(GuardContext c) {
        TargetLease lease = c.context.state.get(TargetLease.key(c.resource.name()), TargetLease.class);
        return c.incident.shadow() || lease == null || lease.incident().equals(c.incident.id())
                ? GuardResult.ACT
                : GuardResult.defer(
                        Reason.TARGET_BUSY,
                        "incident " + lease.incident() + " has it",
                        new WakeCondition(WakeCondition.target(c.resource.name()), c.incident.openedAt()));
    }

    /**
     * What was wrong before somebody worked on the target may be mended now. So only what was heard since counts: a further
     * match; or, of a symptom that lasts until it clears, that it has not, although everything since was read and its
     * sources have spoken.
     */
    private static GuardResult evidence(GuardContext c) {
        LastRemediation worked = c.context.state.get(LastRemediation.key(c.resource.name()), LastRemediation.class);
        if (!c.firstRung() || c.incident.shadow() || worked == null) {
            return GuardResult.ACT;
        }
        long newest = newestMatchAt(c.incident);
        if (!lastsUntilCleared(c.policy)) {
            // When nothing more is heard of it, it has become old by then, and so ends.
            long until = newest + c.policy.guards().staleAfter().toMillis() + 1;
            if (newest > worked.at()) {
                return GuardResult.ACT;
            }
            String why = "not heard of since somebody worked on its target";
            return c.context.now < until
                    ? GuardResult.deferUntil(until, Reason.AWAITING_EVIDENCE, why)
                    : GuardResult.ignore(Reason.STALE_EVENT, why);
        }
        long since = worked.at() + redetectionTime(c.policy);
        GuardResult read = untilRead(
                c,
                since,
                Reason.AWAITING_EVIDENCE,
                "its sources have not been read since somebody worked on its target");
        if (!read.passes()) {
            return read;
        }
        List<String> telling = SourceStatus.clearingSources(c.policy, c.policy.clears());
        for (String source : telling) {
            WakeCondition heard = new WakeCondition(WakeCondition.sourceLiveness(source), since);
            if (c.context.clock(heard) < since) {
                return untilHeard(c, telling, heard);
            }
        }
        return GuardResult.ACT;
    }

    /** Waits for a source to speak, but not for ever: who can't know calls a person. Told by how far it was read. */
    private static GuardResult untilHeard(GuardContext c, List<String> telling, WakeCondition heard) {
        String why = "its sources have not told of it since somebody worked on its target";
        long until = c.incident.openedAt() + WAIT_FOR_SOURCES;
        return telling.stream()
                .map(source -> new WakeCondition(
                        WakeCondition.source(c.incident.detection().partition(), source), until))
                .filter(read -> c.context.clock(read) < until)
                .findFirst()
                .map(read -> GuardResult.defer(Reason.AWAITING_EVIDENCE, why, heard, read))
                .orElse(GuardResult.ignore(Reason.SOURCE_STALE, why + ": nobody can tell"));
    }

    /** How long it takes until a symptom that is still there would be found again, milliseconds. */
    private static long redetectionTime(Policy policy) {
        if (policy.detector() instanceof Detector.Absence absence) {
            return absence.forTime().toMillis();
        }
        return policy.detector() instanceof Detector.Sustained sustained
                ? sustained.forTime().toMillis()
                : 0;
    }

    private static GuardResult cooldown(GuardContext c) {
        Cooldown cooldown = c.context.state.get(
                Cooldown.key(c.policy.name(), c.resource.name(), c.incident.shadow()), Cooldown.class);
        return !c.firstRung() || cooldown == null || cooldown.wakeAt() <= c.context.now
                ? GuardResult.ACT
                : GuardResult.deferUntil(cooldown.wakeAt(), Reason.COOLDOWN, "cooling down");
    }

    private static GuardResult rateLimit(GuardContext c) {
        return RateLimiter.check(c.context, c.policy, c.incident, c.resource);
    }
}
