package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Attempt;
import dev.farrier.decide.StateRecord.Call;
import dev.farrier.decide.StateRecord.Deployment;
import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.decide.StateRecord.Site;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CallStatus;
import dev.farrier.model.SlotType;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.WorkerInstance;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person is always reached (promise 11). A call is made at least once: it goes to another site when nobody has delivered it
 * after 20 s, without waiting for the first one to be taken back; it is never given up; and it needs no slot but that of
 * calls. Its ways are the steps of {@code escalate}, one after the other; one that fails at all sites gives way to the next.
 */
final class Calls {
    /** Then the next site gets it too. */
    private static final long NEXT_AFTER = 20_000;

    /** While nobody anywhere can call. */
    private static final long LOOK_AGAIN = 1_000;

    private static final long FIRST_BACKOFF = 5_000;
    private static final long LONGEST_BACKOFF = 300_000;
    private static final int MAX_DOUBLINGS = 6;

    /** Calls of one policy that may be under way one by one; what comes then is collected. */
    private static final int ONE_BY_ONE = 5;

    private Calls() {}

    /** The incident needs a person. */
    static void escalate(Turn turn, Incident incident) {
        if (incident.calling().since() > 0
                || !turn.usable(incident)
                || turn.policy(incident).escalate().isEmpty()) {
            return;
        }
        if (Alarms.isAlarm(incident.group()) || underWay(turn, incident.policy()) < ONE_BY_ONE) {
            turn.save(incident.withCalling(new CallStatus(turn.now, 0, incident.id())));
            begin(turn, incident.id(), Purpose.ESCALATE, incident, 1);
        } else {
            CollectiveCalls.join(turn, incident);
        }
    }

    private static int underWay(Turn turn, String policy) {
        int[] count = {0};
        turn.state.forEach("call|", Call.class, call -> {
            boolean open = call.purpose() == Purpose.ESCALATE && !call.delivered();
            count[0] += open && call.about().policy().equals(policy) ? 1 : 0;
        });
        return count[0];
    }

    static void begin(Turn turn, String id, Purpose purpose, Incident about, long count) {
        advance(
                turn,
                new Call(id, purpose, about, count, 0, 0, List.of(), List.of(), 0, false, turn.now, "", turn.now));
    }

    /** Time for the next try, or what it was held by has ended. */
    static void due(Turn turn, Call call) {
        advance(
                turn,
                call.withAttempts(call.attempts().stream()
                        .filter(attempt -> attempt.until() > turn.now)
                        .toList()));
    }

    /** Sends it the way, and to the site, whose turn it is; or waits. */
    private static void advance(Turn turn, Call call) {
        if (!turn.usable(call.about())) {
            turn.state.put(call.nextAt(turn.now + LONGEST_BACKOFF)); // how it is done is not known until then
            return;
        }
        String held = held(turn);
        if (!held.isEmpty()) {
            turn.state.put(call.heldBy(held));
            return;
        }
        List<Step> ways = ways(turn.policy(call.about()), call.purpose());
        Call at = call;
        while (at.way() < ways.size()) {
            Step step = ways.get(at.way());
            Call next = Conditions.holds(at, about(turn, at), ways) ? send(turn, at, step) : null;
            if (next != null) {
                turn.state.put(next);
                return;
            }
            at = at.nextWay();
        }
        if (at.delivered()) {
            turn.state.remove(at.key());
        } else {
            boolean failed = !at.tried().isEmpty();
            long backoff = failed
                    ? Math.min(LONGEST_BACKOFF, FIRST_BACKOFF << Math.min(at.round(), MAX_DOUBLINGS))
                    : LOOK_AGAIN;
            turn.state.put(at.again(at.round() + (failed ? 1 : 0), turn.now + backoff));
        }
    }

    /** The queue that holds up every call now; empty: none does. */
    private static String held(Turn turn) {
        HaltState halt = turn.halt();
        if (halt != null && halt.calls()) {
            return Wait.HALT;
        }
        return CatchingUp.own(turn).reason() == Reason.SIGNING_KEY ? Wait.KEY : "";
    }

    private static List<Step> ways(Policy policy, Purpose purpose) {
        return purpose == Purpose.RESOLVED ? policy.onResolved() : policy.escalate();
    }

    /**
     * To the next that can do it; while one is being tried, and has had less than its time, it waits for that one. Null: there
     * is nobody else.
     */
    private static @Nullable Call send(Turn turn, Call call, Step step) {
        long patience = call.attempts().stream()
                .filter(attempt -> attempt.way() == call.way())
                .mapToLong(attempt -> attempt.sentAt() + NEXT_AFTER)
                .max()
                .orElse(0);
        if (patience > turn.now) {
            return call.nextAt(patience);
        }
        Rendering.Rendered rendered;
        try {
            rendered = new Rendering(turn, about(turn, call)).call(step, call.count() - 1);
        } catch (IllegalArgumentException e) {
            turn.audit(Audits.state(turn, call.about(), step.id() + " cannot be rendered: " + e.getMessage()));
            return null;
        }
        // First a site that was not tried yet, then another worker of one that was.
        for (boolean again : new boolean[] {false, true}) {
            for (String site : sites(turn, call)) {
                String tried = call.way() + "/" + site + "/";
                boolean known = call.tried().stream().anyMatch(at -> at.startsWith(tried));
                WorkerInstance worker = known == again
                        ? HandOut.pick(
                                turn,
                                HandOut.Need.ofCall(site, rendered.action().type()),
                                other -> !call.tried().contains(tried + other))
                        : null;
                if (worker != null) {
                    return sent(turn, call, step, rendered, site, worker);
                }
            }
        }
        return null;
    }

    private static Call sent(
            Turn turn, Call call, Step step, Rendering.Rendered rendered, String site, WorkerInstance worker) {
        Command command = command(turn, call, step, rendered, site, worker);
        turn.emit(new Effect.Send(command));
        turn.audit(Audits.command(
                turn,
                AuditKind.COMMAND,
                call.about(),
                command,
                rendered.with(),
                call.about().reason()));
        Attempt attempt =
                new Attempt(command.id(), worker, site, call.way(), turn.now, turn.now + lifetime(turn, step));
        return call.sent(attempt, turn.now + NEXT_AFTER);
    }

    /** The incident as it stands now, while it is open. */
    private static Incident about(Turn turn, Call call) {
        Incident current = turn.state.incident(call.about().id());
        return current == null ? call.about() : current;
    }

    /** After that nobody waits for its end. */
    private static long lifetime(Turn turn, Step step) {
        return turn.settings.startWithin() + step.timeout().toMillis() + turn.settings.lossGrace();
    }

    private static Command command(
            Turn turn, Call call, Step step, Rendering.Rendered rendered, String site, WorkerInstance worker) {
        Incident about = call.about();
        return new Command(
                call.id() + (call.purpose() == Purpose.RESOLVED ? "-over-" : "-call-") + (call.sent() + 1),
                call.sent() + 1,
                call.id(),
                about.policy(),
                about.commit(),
                site,
                worker,
                SlotType.CALL,
                about.target(),
                "",
                step.id(),
                call.purpose(),
                rendered.name(),
                rendered.action(),
                turn.now,
                turn.now + turn.settings.startWithin(),
                step.timeout().toMillis(),
                rendered.onWorkerLoss());
    }

    /** The open sites that may call: the incident's own first, then as configured, or by name. */
    private static List<String> sites(Turn turn, Call call) {
        Deployment deployment = turn.state.get(Deployment.KEY, Deployment.class);
        List<String> allowed = new ArrayList<>();
        if (deployment == null || deployment.callSites().isEmpty()) {
            turn.state.forEach("site|", Site.class, site -> allowed.add(site.site()));
        } else {
            allowed.addAll(deployment.callSites());
        }
        String home = call.about().site();
        if (allowed.remove(home)) {
            allowed.addFirst(home);
        }
        allowed.removeIf(site -> !CatchingUp.isOpen(turn, turn.site(site)));
        return allowed;
    }

    /** @return false when it is about no call */
    static boolean on(Turn turn, Outcome outcome) {
        for (Purpose purpose : List.of(Purpose.ESCALATE, Purpose.RESOLVED)) {
            Call call = turn.state.get(Call.key(outcome.incident(), purpose), Call.class);
            Attempt attempt = call == null ? null : attempt(call, outcome);
            if (call != null && attempt != null) {
                if (outcome.kind().isFinal()) {
                    ended(turn, call, attempt, outcome);
                }
                return true;
            }
        }
        return false;
    }

    private static @Nullable Attempt attempt(Call call, Outcome outcome) {
        return call.attempts().stream()
                .filter(attempt -> attempt.command().equals(outcome.command())
                        && attempt.site().equals(outcome.site()))
                .findFirst()
                .orElse(null);
    }

    private static void ended(Turn turn, Call call, Attempt attempt, Outcome outcome) {
        List<Attempt> others =
                call.attempts().stream().filter(other -> !other.equals(attempt)).toList();
        Call noted = record(turn, call, attempt, outcome);
        if (outcome.kind() == OutcomeKind.SUCCEEDED) {
            delivered(turn, noted, attempt, others, outcome.at());
        } else if (attempt.way() == noted.way()) {
            advance(turn, noted.withAttempts(others)); // the next site at once
        } else {
            turn.state.put(noted.withAttempts(others));
        }
    }

    private static void delivered(Turn turn, Call call, Attempt attempt, List<Attempt> others, long at) {
        List<Attempt> superfluous =
                others.stream().filter(other -> other.way() == attempt.way()).toList();
        takeBack(turn, call, superfluous, "delivered");
        if (!call.delivered() && call.purpose() == Purpose.ESCALATE) {
            Incident incident = turn.state.incident(call.id());
            if (incident != null) {
                CallStatus calling = incident.calling();
                turn.save(incident.withCalling(new CallStatus(calling.since(), at, calling.call())));
            }
            CollectiveCalls.delivered(turn, call.id(), at);
        }
        Call known = call.nowDelivered(
                others.stream().filter(other -> other.way() != attempt.way()).toList());
        if (attempt.way() == call.way()) {
            advance(turn, known.nextWay());
        } else {
            turn.state.put(known);
        }
    }

    /** As far as it can be: one that has gone out has gone out. */
    private static void takeBack(Turn turn, Call call, List<Attempt> attempts, String why) {
        for (Attempt attempt : attempts) {
            if (CatchingUp.isOpen(turn, turn.site(attempt.site()))) {
                turn.emit(new Effect.Steer(
                        attempt.site(),
                        new Control.Cancelled(call.id(), attempt.command(), Dispatch.DECIDER, why, turn.now)));
            }
        }
    }

    /** In the audit, in the story of the incident, and in the call itself: later ways may depend on it. */
    private static Call record(Turn turn, Call call, Attempt attempt, Outcome outcome) {
        turn.free(attempt.site());
        List<Step> ways = turn.usable(call.about()) ? ways(turn.policy(call.about()), call.purpose()) : List.of();
        String step = attempt.way() < ways.size() ? ways.get(attempt.way()).id() : "";
        turn.audit(Audits.call(turn, call.about(), attempt.command(), step, outcome));
        Incident.CommandResult done = Outcomes.done("", step, call.purpose(), outcome);
        Incident incident = turn.state.incident(call.id());
        if (incident != null) {
            turn.save(incident.withDone(done));
        }
        return call.withDone(done);
    }

    /** A worker is silent, or lives anew: what it was to call goes to the next at once. */
    static void gone(Turn turn, String site, WorkerInstance worker) {
        turn.state.forEach("call|", Call.class, call -> {
            List<Attempt> others = call.attempts().stream()
                    .filter(attempt ->
                            !attempt.worker().equals(worker) || !attempt.site().equals(site))
                    .toList();
            if (others.size() < call.attempts().size()) {
                advance(turn, call.withAttempts(others));
            }
        });
    }

    /** The incident is over: who was called is told so, and who was not need not be any more. */
    static void over(Turn turn, Incident incident) {
        CallStatus calling = incident.calling();
        boolean alone = calling.call().equals(incident.id());
        if (calling.since() == 0 || (!alone && !CollectiveCalls.left(turn, calling.call()))) {
            return;
        }
        Call call = turn.state.get(Call.key(calling.call(), Purpose.ESCALATE), Call.class);
        boolean sent = call == null || call.sent() > 0;
        if (call != null) {
            turn.state.remove(call.key());
            takeBack(turn, call, call.attempts(), "over");
        }
        if (sent && turn.usable(incident) && !turn.policy(incident).onResolved().isEmpty()) {
            begin(turn, calling.call(), Purpose.RESOLVED, incident, 1);
        }
    }

    /** The decider's clock since when somebody should have been called, and nobody was; 0: there is no such call. */
    static long undeliveredSince(DeciderState state) {
        long[] since = {Long.MAX_VALUE};
        state.forEach("call|", Call.class, call -> {
            if (!call.delivered() && call.purpose() == Purpose.ESCALATE) {
                since[0] = Math.min(since[0], call.since());
            }
        });
        return since[0] == Long.MAX_VALUE ? 0 : since[0];
    }
}
