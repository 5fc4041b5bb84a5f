package dev.farrier.decide.call;

import dev.farrier.decide.command.CommandResults;
import dev.farrier.decide.command.StepConditionEvaluator;
import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.CatchUpCheck;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.CallRecord.CallAttempt;
import dev.farrier.decide.state.CallRecord.CallState;
import dev.farrier.decide.state.CallStateBuilder;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CallStatus;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.SlotType;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.WorkerInstance;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls persons (promise 11), at least once. A call that is not delivered within 20 s is sent to a worker of another site as
 * well; it is retried until it is delivered, and it takes only slots of the type {@link SlotType#CALL}. The steps of {@code
 * escalate} are tried in order: when one fails at all sites, the next is tried.
 */
public final class CallHandler {
    /** How soon a call is tried again when no worker can take it, milliseconds. */
    private static final long RETRY_AFTER = 1_000;

    private static final long FIRST_BACKOFF = 5_000;
    private static final long LONGEST_BACKOFF = 300_000;
    private static final int MAX_DOUBLINGS = 6;

    /** Undelivered calls of one policy; the incidents that come then share a collective call. */
    private static final int ONE_BY_ONE = 5;

    private CallHandler() {}

    public static void escalate(DecisionContext context, Incident escalated) {
        Incident incident = endAsking(context, escalated);
        if (incident.calling().since() == 0) {
            // before it was healed, it may have called under its own id
            String id = incident.relapses() == 0 ? incident.id() : incident.id() + "-relapse-" + incident.relapses();
            call(context, incident, id);
        }
    }

    /** Calls persons once, to ask whether a rung may start. */
    public static void ask(DecisionContext context, Incident incident) {
        CallStatus before = incident.calling();
        if (before.since() > 0 && !incident.hasOwnCall()) {
            leaveCollective(context, before.call());
        }
        Incident called = call(context, incident, incident.id() + "-approve-" + context.now);
        ApprovalRequest request = called.approval();
        if (request != null && called.calling().since() == context.now) {
            context.save(called.withApproval(request.withCall(called.calling().call())));
        }
    }

    /** A person has answered, and so was reached: whoever was called is told when the incident is over. */
    public static Incident answered(DecisionContext context, Incident incident) {
        CallStatus calling = incident.calling();
        if (!asks(incident) || !calling.isOpen()) {
            return incident;
        }
        if (incident.hasOwnCall()) {
            drop(context, calling.call());
        }
        return incident.withCalling(new CallStatus(calling.since(), context.now, calling.call()));
    }

    /** Nobody has answered: persons are asked no more, and the incident may call again. */
    public static Incident endAsking(DecisionContext context, Incident incident) {
        if (!asks(incident)) {
            return incident;
        }
        if (incident.hasOwnCall()) {
            drop(context, incident.calling().call());
        } else {
            leaveCollective(context, incident.calling().call());
        }
        return incident.withCalling(CallStatus.NOBODY);
    }

    /** A collective call that nobody needs any more is made no longer. */
    private static void leaveCollective(DecisionContext context, String call) {
        if (CollectiveCallHandler.leave(context, call)) {
            drop(context, call);
        }
    }

    /** Whether its call is the one that has asked. */
    private static boolean asks(Incident incident) {
        ApprovalRequest request = incident.approval();
        return request != null
                && !request.call().isEmpty()
                && request.call().equals(incident.calling().call());
    }

    /** @param id of the call, unless many are undelivered and it joins a collective one */
    private static Incident call(DecisionContext context, Incident incident, String id) {
        if (!context.isUsable(incident) || context.policy(incident).escalate().isEmpty()) {
            return incident;
        }
        if (AlarmGroup.isAlarm(incident.group()) || undelivered(context, incident.policy()) < ONE_BY_ONE) {
            Incident calling = context.save(incident.withCalling(new CallStatus(context.now, 0, id)));
            start(context, id, Purpose.ESCALATE, calling, 1);
        } else {
            CollectiveCallHandler.join(context, incident);
        }
        Incident current = context.state.incident(incident.id());
        return current == null ? incident : current;
    }

    /**
     * Calls a person, with a call of its own, since something could not be put back into service. A call for the incident that is
     * not delivered yet says so too, since it is rendered when it is sent.
     */
    public static void callByName(DecisionContext context, Incident incident) {
        CallStatus before = incident.calling();
        if (before.isOpen() && incident.hasOwnCall()
                || !context.isUsable(incident)
                || context.policy(incident).escalate().isEmpty()) {
            return;
        }
        if (before.since() > 0 && !incident.hasOwnCall()) {
            leaveCollective(context, before.call());
        }
        boolean first = before.since() == 0 && incident.relapses() == 0;
        String id = first ? incident.id() : incident.id() + "-out-" + context.now;
        Incident calling = context.save(incident.withCalling(new CallStatus(context.now, 0, id)));
        start(context, id, Purpose.ESCALATE, calling, 1);
    }

    private static int undelivered(DecisionContext context, String policy) {
        int[] count = {0};
        context.state.forEach(CallState.PREFIX, CallState.class, call -> {
            boolean open = call.purpose() == Purpose.ESCALATE && !call.delivered();
            count[0] += open && call.incident().policy().equals(policy) ? 1 : 0;
        });
        return count[0];
    }

    static void start(DecisionContext context, String id, Purpose purpose, Incident about, long count) {
        advance(
                context,
                CallStateBuilder.builder()
                        .id(id)
                        .purpose(purpose)
                        .incident(about)
                        .count(count)
                        .attempts(List.of())
                        .tried(List.of())
                        .since(context.now)
                        .blockingQueue("")
                        .wakeAt(context.now)
                        .build());
    }

    /** Its {@code wakeAt} has passed, or what blocked it has ended. */
    public static void retry(DecisionContext context, CallState call) {
        advance(
                context,
                call.unblocked()
                        .withAttempts(call.attempts().stream()
                                .filter(attempt -> attempt.expiresAt() > context.now)
                                .toList()));
    }

    /** Sends the next attempt, or waits. */
    private static void advance(DecisionContext context, CallState call) {
        if (!context.isUsable(call.incident())) {
            context.state.put(call.nextAt(
                    context.now + LONGEST_BACKOFF)); // its steps cannot be read before core can use the policies
            return;
        }
        String blockedBy = blockingQueue(context);
        if (!blockedBy.isEmpty()) {
            context.state.put(call.withBlockingQueue(blockedBy));
            return;
        }
        List<Step> steps = steps(context.policy(call.incident()), call.purpose());
        CallState at = call;
        while (at.stepIndex() < steps.size()) {
            Step step = steps.get(at.stepIndex());
            CallState next = StepConditionEvaluator.holds(at, about(context, at), steps)
                    ? CallDispatcher.send(context, at, step)
                    : null;
            if (next != null) {
                context.state.put(next);
                return;
            }
            at = at.nextStep();
        }
        if (at.delivered()) {
            context.state.remove(at.key());
        } else {
            boolean failed = !at.tried().isEmpty();
            long backoff = failed
                    ? Math.min(LONGEST_BACKOFF, FIRST_BACKOFF << Math.min(at.round(), MAX_DOUBLINGS))
                    : RETRY_AFTER;
            context.state.put(at.nextRound(at.round() + (failed ? 1 : 0), context.now + backoff));
        }
    }

    /** The queue that blocks all calls now; empty: none does. */
    private static String blockingQueue(DecisionContext context) {
        if (context.state.halts().stream().anyMatch(StandingHalt::calls)) {
            return WakeCondition.HALT;
        }
        return CatchUpCheck.checkOwnLog(context).reason() == Reason.SIGNING_KEY ? WakeCondition.KEY : "";
    }

    private static List<Step> steps(Policy policy, Purpose purpose) {
        return purpose == Purpose.RESOLVED ? policy.onResolved() : policy.escalate();
    }

    /** The incident as it is now; of one that is over, as it was when the call was made. */
    static Incident about(DecisionContext context, CallState call) {
        Incident current = context.state.incident(call.incident().id());
        return current == null ? call.incident() : current;
    }

    /** The open incident that the call is for; null: it is over, or the call is a collective one. */
    private static @Nullable Incident ownIncident(DecisionContext context, CallState call) {
        Incident incident = context.state.incident(call.incident().id());
        return incident != null && call.id().startsWith(incident.id()) ? incident : null;
    }

    /** @return false when the outcome is not that of a call */
    public static boolean handle(DecisionContext context, Outcome outcome) {
        for (Purpose purpose : List.of(Purpose.ESCALATE, Purpose.RESOLVED)) {
            CallState call = context.state.get(CallState.key(outcome.incident(), purpose), CallState.class);
            CallAttempt attempt = call == null ? null : attempt(call, outcome);
            if (call != null && attempt != null) {
                if (outcome.kind().isFinal()) {
                    handleEnd(context, call, attempt, outcome);
                }
                return true;
            }
        }
        return false;
    }

    private static @Nullable CallAttempt attempt(CallState call, Outcome outcome) {
        return call.attempts().stream()
                .filter(attempt -> attempt.command().equals(outcome.command())
                        && attempt.site().equals(outcome.site()))
                .findFirst()
                .orElse(null);
    }

    private static void handleEnd(DecisionContext context, CallState call, CallAttempt attempt, Outcome outcome) {
        List<CallAttempt> others =
                call.attempts().stream().filter(other -> !other.equals(attempt)).toList();
        CallState noted = recordEnd(context, call, attempt, outcome);
        if (outcome.kind() == OutcomeKind.SUCCEEDED) {
            handleDelivery(context, noted, attempt, others, outcome.at());
        } else if (attempt.stepIndex() == noted.stepIndex()) {
            advance(context, noted.unblocked().withAttempts(others)); // tries the next site at once
        } else {
            context.state.put(noted.unblocked().withAttempts(others));
        }
    }

    private static void handleDelivery(
            DecisionContext context, CallState call, CallAttempt attempt, List<CallAttempt> others, long at) {
        List<CallAttempt> superfluous = others.stream()
                .filter(other -> other.stepIndex() == attempt.stepIndex())
                .toList();
        CallDispatcher.cancel(context, call, superfluous, "delivered");
        if (!call.delivered() && call.purpose() == Purpose.ESCALATE) {
            Incident incident = ownIncident(context, call);
            if (incident != null && incident.calling().call().equals(call.id())) {
                CallStatus calling = incident.calling();
                context.save(incident.withCalling(new CallStatus(calling.since(), at, calling.call())));
            }
            CollectiveCallHandler.handleDelivery(context, call.id(), at);
        }
        List<CallAttempt> left = others.stream()
                .filter(other -> other.stepIndex() != attempt.stepIndex())
                .toList();
        CallState delivered = call.unblocked().with(b -> b.delivered(true).attempts(left));
        if (attempt.stepIndex() == call.stepIndex()) {
            advance(context, delivered.nextStep());
        } else {
            context.state.put(delivered);
        }
    }

    /** In the audit, in the history of the incident, and in the call: {@code when} of later steps may depend on it. */
    private static CallState recordEnd(DecisionContext context, CallState call, CallAttempt attempt, Outcome outcome) {
        context.markFreed(attempt.site());
        List<Step> steps =
                context.isUsable(call.incident()) ? steps(context.policy(call.incident()), call.purpose()) : List.of();
        String step = attempt.stepIndex() < steps.size()
                ? steps.get(attempt.stepIndex()).id()
                : "";
        context.audit(AuditRecords.call(context, call.incident(), attempt.command(), step, outcome));
        Incident.CommandResult done = CommandResults.of("", step, call.purpose(), outcome);
        Incident incident = ownIncident(context, call);
        if (incident != null) {
            context.save(incident.withDone(done));
        }
        return call.withResult(done);
    }

    /** A worker is silent or has restarted: the next worker gets its calls at once. */
    public static void handleWorkerLoss(DecisionContext context, String site, WorkerInstance worker) {
        context.state.forEach(CallState.PREFIX, CallState.class, call -> {
            List<CallAttempt> others = call.attempts().stream()
                    .filter(attempt ->
                            !attempt.worker().equals(worker) || !attempt.site().equals(site))
                    .toList();
            if (others.size() < call.attempts().size()) {
                advance(context, call.unblocked().withAttempts(others));
            }
        });
    }

    /** Whoever was called is told by {@code onResolved} that the incident is over; a call that was not sent is dropped. */
    public static void handleIncidentEnd(DecisionContext context, Incident incident) {
        CallStatus calling = incident.calling();
        boolean alone = incident.hasOwnCall();
        if (alone && !calling.call().equals(incident.id())) {
            drop(context, incident.id());
        }
        if (calling.since() == 0 || (!alone && !CollectiveCallHandler.leave(context, calling.call()))) {
            return;
        }
        if (drop(context, calling.call())
                && context.isUsable(incident)
                && !context.policy(incident).onResolved().isEmpty()) {
            start(context, calling.call(), Purpose.RESOLVED, incident, 1);
        }
    }

    /** The call is made no longer. Returns true when it may have reached somebody. */
    private static boolean drop(DecisionContext context, String id) {
        CallState call = context.state.get(CallState.key(id, Purpose.ESCALATE), CallState.class);
        if (call == null) {
            return true;
        }
        context.state.remove(call.key());
        CallDispatcher.cancel(context, call, call.attempts(), "over");
        return call.sent() > 0;
    }

    /** When the oldest undelivered call was made, by the decider's clock; 0: there is none. */
    public static long undeliveredSince(DeciderState state) {
        long[] since = {Long.MAX_VALUE};
        state.forEach(CallState.PREFIX, CallState.class, call -> {
            if (!call.delivered() && call.purpose() == Purpose.ESCALATE) {
                since[0] = Math.min(since[0], call.since());
            }
        });
        return since[0] == Long.MAX_VALUE ? 0 : since[0];
    }
}
