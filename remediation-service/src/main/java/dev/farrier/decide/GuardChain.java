package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Cooldown;
import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.decide.StateRecord.KnownSite;
import dev.farrier.decide.StateRecord.Lease;
import dev.farrier.decide.StateRecord.Worked;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;

/** May the next rung of this incident be started now? All guards, in the one order in which they are asked. */
final class GuardChain {
    private static final long WAIT_FOR_SOURCES = Duration.ofHours(1).toMillis();

    private GuardChain() {}

    /** What a guard looks at. */
    record Case(Turn turn, Incident incident, Policy policy, Resource resource) {
        boolean firstRung() {
            return incident.work().rung() < 0;
        }
    }

    private interface Guard {
        Ruling ask(Case c);
    }

    /**
     * First what no waiting cures, then what somebody must end, then what time ends: so the reason that is told is the one
     * that matters longest.
     */
    private static final List<Guard> ORDER = List.of(
            GuardChain::halted,
            GuardChain::fresh,
            GuardChain::attempts,
            GuardChain::site,
            GuardChain::targetBusy,
            GuardChain::evidence,
            GuardChain::cooldown,
            GuardChain::rateLimit);

    static Ruling ask(Case c) {
        for (Guard guard : ORDER) {
            Ruling ruling = guard.ask(c);
            if (!ruling.acts()) {
                return ruling;
            }
        }
        return Ruling.ACT;
    }

    private static Ruling halted(Case c) {
        HaltState halt = c.turn.state.get(HaltState.KEY, HaltState.class);
        return halt != null && halt.halted()
                ? Ruling.defer(Reason.HALTED, 0, "halted by " + Operators.who(halt.by(), halt.why()))
                : Ruling.ACT;
    }

    /**
     * An event that is old says nothing of now. A symptom that lasts until it clears (an absence, a firing alert, what lasts
     * until a match ends it) is not old as long as everything up to now has been read and it has not cleared; until then it
     * waits.
     */
    private static Ruling fresh(Case c) {
        if (!c.firstRung()) {
            return Ruling.ACT;
        }
        long oldest = c.turn.now - c.policy.guards().staleAfter().toMillis();
        long newest = newest(c.incident);
        if (newest >= oldest) {
            return Ruling.ACT;
        }
        if (!lasting(c.policy)) {
            return Ruling.ignore(
                    Reason.STALE_EVENT,
                    "the newest event is " + (c.turn.now - newest) / 1000 + "s old, more than "
                            + c.policy.guards().staleAfter().toSeconds() + "s");
        }
        if (!SourceWatch.stillWatched(c.turn, c.policy)) {
            return wait(c, Reason.SOURCE_STALE, "the policies in force no longer look for its end");
        }
        return SourceWatch.watermark(c.turn, c.incident, SourceWatch.telling(c.policy, c.policy.clears())) >= oldest
                ? Ruling.ACT
                : wait(c, Reason.SOURCE_STALE, "its sources have not been read up to now");
    }

    /** For a command that nobody took: is what it was sent for still news? */
    static boolean stillFresh(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        return (lasting(policy) && SourceWatch.stillWatched(turn, policy))
                || newest(incident) >= turn.now - policy.guards().staleAfter().toMillis();
    }

    /** Event time of the newest that is known of the symptom. */
    private static long newest(Incident incident) {
        return Math.max(incident.detection().time(), incident.symptom().lastMatch());
    }

    /** A symptom that is there until something ends it, not only while matches of it come. */
    static boolean lasting(Policy policy) {
        return policy.detector() instanceof Detector.Absence
                || policy.clears() instanceof Clearing.Resolved
                || (policy.detector() instanceof Detector.Sustained && policy.clears() instanceof Clearing.Match);
    }

    private static Ruling attempts(Case c) {
        return !c.incident.shadow() && Limits.attemptsUsedUp(c.turn, c.policy.guards(), c.resource)
                ? Ruling.ignore(
                        Reason.ATTEMPTS_USED_UP,
                        "this target has had " + c.policy.guards().attempts().max() + " attempts in "
                                + Durations.format(c.policy.guards().attempts().per()))
                : Ruling.ACT;
    }

    private static Ruling site(Case c) {
        return c.incident.shadow() || c.turn.state.get(KnownSite.key(c.resource.site()), KnownSite.class) != null
                ? Ruling.ACT
                : Ruling.defer(Reason.UNKNOWN_SITE, 0, "no topics of site " + c.resource.site() + " have been seen");
    }

    private static Ruling targetBusy(Case c) {
        Lease lease = c.turn.state.get(Lease.key(c.resource.name()), Lease.class);
        return c.incident.shadow() || lease == null || lease.incident().equals(c.incident.id())
                ? Ruling.ACT
                : Ruling.defer(Reason.TARGET_BUSY, 0, "incident " + lease.incident() + " has it");
    }

    /**
     * What was wrong before somebody worked on the target may be mended now. So only what was heard since counts: a further
     * match; or, of a symptom that lasts until it clears, that it has not, although everything since was read and its
     * sources have spoken.
     */
    private static Ruling evidence(Case c) {
        Worked worked = c.turn.state.get(Worked.key(c.resource.name()), Worked.class);
        if (!c.firstRung() || c.incident.shadow() || worked == null) {
            return Ruling.ACT;
        }
        long newest = newest(c.incident);
        if (!lasting(c.policy)) {
            // When nothing more is heard of it, it has become old by then, and so ends.
            long until = newest + c.policy.guards().staleAfter().toMillis() + 1;
            return newest > worked.at()
                    ? Ruling.ACT
                    : Ruling.defer(Reason.AWAITING_EVIDENCE, until, "not heard of since somebody worked on its target");
        }
        long since = worked.at() + again(c.policy);
        List<String> telling = SourceWatch.telling(c.policy, c.policy.clears());
        boolean read = SourceWatch.stillWatched(c.turn, c.policy)
                && SourceWatch.watermark(c.turn, c.incident, telling) >= since;
        return read && SourceWatch.spokeSince(c.turn, telling, since)
                ? Ruling.ACT
                : wait(
                        c,
                        Reason.AWAITING_EVIDENCE,
                        "its sources have not told of it since somebody worked on its target");
    }

    /** Waits for sources, but not for ever: who can't know calls a person. */
    private static Ruling wait(Case c, Reason reason, String why) {
        long until = c.incident.openedAt() + WAIT_FOR_SOURCES;
        return c.turn.now < until
                ? Ruling.defer(reason, until, why)
                : Ruling.ignore(Reason.SOURCE_STALE, why + ": nobody can tell");
    }

    /** How long it takes until a symptom that is still there would be found again, milliseconds. */
    private static long again(Policy policy) {
        if (policy.detector() instanceof Detector.Absence absence) {
            return absence.forTime().toMillis();
        }
        return policy.detector() instanceof Detector.Sustained sustained
                ? sustained.forTime().toMillis()
                : 0;
    }

    private static Ruling cooldown(Case c) {
        Cooldown cooldown =
                c.turn.state.get(Cooldown.key(c.policy.name(), c.resource.name(), c.incident.shadow()), Cooldown.class);
        return !c.firstRung() || cooldown == null || cooldown.wakeAt() <= c.turn.now
                ? Ruling.ACT
                : Ruling.defer(Reason.COOLDOWN, cooldown.wakeAt(), "cooling down");
    }

    private static Ruling rateLimit(Case c) {
        return Limits.rate(c.turn, c.policy, c.resource, c.incident.shadow());
    }
}
