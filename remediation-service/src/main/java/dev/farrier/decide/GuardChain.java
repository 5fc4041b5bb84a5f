package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Cooldown;
import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.decide.StateRecord.Lease;
import dev.farrier.decide.StateRecord.Worked;
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
    record Case(Turn turn, Incident incident, Policy policy, Resource resource) {
        boolean firstRung() {
            return incident.work().rung() < 0;
        }

        /** The rung that is asked for. */
        Rung next() {
            return policy.remediate().get(incident.work().rung() + 1);
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
    static Ruling resolving(Turn turn, Incident incident, Policy policy) {
        if (!Symptoms.isResolving(incident, policy.clears())) {
            return Ruling.ACT;
        }
        int rung = Math.max(0, incident.work().rung());
        Duration within = policy.remediate().isEmpty()
                ? Verify.DEFAULT_WITHIN
                : policy.remediate().get(rung).verify().within();
        long by = incident.symptom().clearedAt() + within.toMillis();
        String why = "it was told that it has resolved, which is not known to be true yet";
        return Watches.deadline(turn, incident, policy, policy.clears(), by).stream()
                .findFirst()
                .map(clock -> Ruling.defer(Reason.AWAITING_EVIDENCE, why, clock))
                .orElse(Ruling.ignore(
                        Reason.SOURCE_STALE,
                        "it was told that it has resolved, and nobody vouched for it within "
                                + Durations.format(within)));
    }

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
        HaltState halt = c.turn.halt();
        return halt == null
                ? Ruling.ACT
                : Ruling.defer(
                        Reason.HALTED,
                        "halted by " + Operators.who(halt.by(), halt.why()),
                        new Wait(Wait.HALT, c.incident.openedAt()));
    }

    private static Ruling caughtUp(Case c) {
        return c.incident.shadow() ? Ruling.ACT : CatchingUp.ask(c.turn, c.resource.site());
    }

    private static Ruling sources(Case c) {
        return c.incident.shadow() ? Ruling.ACT : CatchingUp.sources(c.turn, c.incident, c.policy, confirms(c));
    }

    private static boolean confirms(Case c) {
        return c.next().confirm() != null;
    }

    private static Ruling room(Case c) {
        return c.incident.shadow()
                ? Ruling.ACT
                : HandOut.room(c.turn, HandOut.Need.ofFirst(c.turn, c.incident, c.next(), c.resource.site()));
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
        if (confirms(c)) {
            // Old news, but it is looked at before anything is done.
            return Ruling.ACT;
        }
        if (!lasting(c.policy)) {
            return Ruling.ignore(
                    Reason.STALE_EVENT,
                    "the newest event is " + (c.turn.now - newest) / 1000 + "s old, more than "
                            + c.policy.guards().staleAfter().toSeconds() + "s");
        }
        return untilRead(c, oldest, Reason.SOURCE_STALE, "its sources have not been read up to now");
    }

    /** Lets pass once all that could end the symptom has been read up to then. */
    private static Ruling untilRead(Case c, long at, Reason reason, String detail) {
        List<String> telling = SourceWatch.telling(c.policy, c.policy.clears());
        if (!SourceWatch.stillWatched(c.turn, c.policy)) {
            long until = c.incident.openedAt() + WAIT_FOR_SOURCES;
            String why = "the policies in force no longer look for its end";
            return c.turn.now < until
                    ? Ruling.deferUntil(until, reason, why)
                    : Ruling.ignore(Reason.SOURCE_STALE, why + ": nobody can tell");
        }
        return telling.stream()
                .map(source -> new Wait(Wait.source(c.incident.detection().partition(), source), at))
                .filter(read -> c.turn.clock(read) < at)
                .findFirst()
                .map(read -> Ruling.defer(reason, detail, read))
                .orElse(Ruling.ACT);
    }

    /** For a command that nobody took: is what it was sent for still news? */
    static boolean stillFresh(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        return (lasting(policy) && SourceWatch.stillWatched(turn, policy))
                || newest(incident) >= turn.now - policy.guards().staleAfter().toMillis();
    }

    /** Event time of the newest that is known of the symptom. */
    static long newest(Incident incident) {
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

    private static Ruling targetBusy(Case c) {
        Lease lease = c.turn.state.get(Lease.key(c.resource.name()), Lease.class);
        return c.incident.shadow() || lease == null || lease.incident().equals(c.incident.id())
                ? Ruling.ACT
                : Ruling.defer(
                        Reason.TARGET_BUSY,
                        "incident " + lease.incident() + " has it",
                        new Wait(Wait.target(c.resource.name()), c.incident.openedAt()));
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
            if (newest > worked.at()) {
                return Ruling.ACT;
            }
            String why = "not heard of since somebody worked on its target";
            return c.turn.now < until
                    ? Ruling.deferUntil(until, Reason.AWAITING_EVIDENCE, why)
                    : Ruling.ignore(Reason.STALE_EVENT, why);
        }
        long since = worked.at() + again(c.policy);
        Ruling read = untilRead(
                c,
                since,
                Reason.AWAITING_EVIDENCE,
                "its sources have not been read since somebody worked on its target");
        if (!read.acts()) {
            return read;
        }
        List<String> telling = SourceWatch.telling(c.policy, c.policy.clears());
        for (String source : telling) {
            Wait heard = new Wait(Wait.life(source), since);
            if (c.turn.clock(heard) < since) {
                return untilHeard(c, telling, heard);
            }
        }
        return Ruling.ACT;
    }

    /** Waits for a source to speak, but not for ever: who can't know calls a person. Told by how far it was read. */
    private static Ruling untilHeard(Case c, List<String> telling, Wait heard) {
        String why = "its sources have not told of it since somebody worked on its target";
        long until = c.incident.openedAt() + WAIT_FOR_SOURCES;
        return telling.stream()
                .map(source -> new Wait(Wait.source(c.incident.detection().partition(), source), until))
                .filter(read -> c.turn.clock(read) < until)
                .findFirst()
                .map(read -> Ruling.defer(Reason.AWAITING_EVIDENCE, why, heard, read))
                .orElse(Ruling.ignore(Reason.SOURCE_STALE, why + ": nobody can tell"));
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
                : Ruling.deferUntil(cooldown.wakeAt(), Reason.COOLDOWN, "cooling down");
    }

    private static Ruling rateLimit(Case c) {
        return Limits.rate(c.turn, c.policy, c.incident, c.resource);
    }
}
