package dev.farrier.decide;

import dev.farrier.decide.CallRecord.CallAttempt;
import dev.farrier.decide.CallRecord.CallState;
import dev.farrier.decide.SiteRecord.SiteState;
import dev.farrier.decide.StateRecord.DeploymentState;
import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CallStatus;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.SlotType;
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
final class CallHandler {
    /** Then the next site gets it too. */
    private static final long NEXT_AFTER = 20_000;

    /** While nobody anywhere can call. */
    private static final long LOOK_AGAIN = 1_000;

    private static final long FIRST_BACKOFF = 5_000;
    private static final long LONGEST_BACKOFF = 300_000;
    private static final int MAX_DOUBLINGS = 6;

    /** Calls of one policy that may be under way one by one; what comes then is collected. */
    private static final int ONE_BY_ONE = 5;

    private CallHandler() {}

    /** The incident needs a person. */
    static void escalate(DecisionContext context, Incident incident) {
        if (incident.calling().since() > 0
                || !context.isUsable(incident)
                || context.policy(incident).escalate().isEmpty()) {
            return;
        }
        if (Alarms.isAlarm(incident.group()) || undelivered(context, incident.policy()) < ONE_BY_ONE) {
            context.save(incident.withCalling(new CallStatus(context.now, 0, incident.id())));
            start(context, incident.id(), Purpose.ESCALATE, incident, 1);
        } else {
            CollectiveCallHandler.join(context, incident);
        }
    }

    private static int undelivered(DecisionContext context, String policy) {
        int[] count = {0};
        context.state.forEach("call|", CallState.class, call -> {
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

    /** Time for the next try, or what it was held by has ended. */
    static void retry(DecisionContext context, CallState call) {
        advance(
                context,
                call.unblocked()
                        .withAttempts(call.attempts().stream()
                                .filter(attempt -> attempt.expiresAt() > context.now)
                                .toList()));
    }

    /** Sends it the way, and to the site, whose turn it is; or waits. */
    private static void advance(DecisionContext context, CallState call) {
        if (!context.isUsable(call.incident())) {
            context.state.put(call.nextAt(context.now + LONGEST_BACKOFF)); // how it is done is not known until then
            return;
        }
        String held = blockingQueue(context);
        if (!held.isEmpty()) {
            context.state.put(call.withBlockingQueue(held));
            return;
        }
        List<Step> ways = steps(context.policy(call.incident()), call.purpose());
        CallState at = call;
        while (at.stepIndex() < ways.size()) {
            Step step = ways.get(at.stepIndex());
            CallState next =
                    StepConditionEvaluator.holds(at, about(context, at), ways) ? send(context, at, step) : null;
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
                    : LOOK_AGAIN;
            context.state.put(at.nextRound(at.round() + (failed ? 1 : 0), context.now + backoff));
        }
    }

    /** The queue that holds up every call now; empty: none does. */
    private static String blockingQueue(DecisionContext context) {
        HaltState halt = context.halt();
        if (halt != null && halt.calls()) {
            return WakeCondition.HALT;
        }
        return CatchUpCheck.checkOwnLog(context).reason() == Reason.SIGNING_KEY ? WakeCondition.KEY : "";
    }

    private static List<Step> steps(Policy policy, Purpose purpose) {
        return purpose == Purpose.RESOLVED ? policy.onResolved() : policy.escalate();
    }

    /**
     * To the next that can do it; while one is being tried, and has had less than its time, it waits for that one. Null: there
     * is nobody else.
     */
    private static @Nullable CallState send(DecisionContext context, CallState call, Step step) {
        long patience = call.attempts().stream()
                .filter(attempt -> attempt.stepIndex() == call.stepIndex())
                .mapToLong(attempt -> attempt.sentAt() + NEXT_AFTER)
                .max()
                .orElse(0);
        if (patience > context.now) {
            return call.nextAt(patience);
        }
        ActionRenderer.RenderedAction rendered;
        try {
            rendered = new ActionRenderer(context, about(context, call)).call(step, call.count() - 1);
        } catch (IllegalArgumentException e) {
            context.audit(
                    AuditRecords.state(context, call.incident(), step.id() + " cannot be rendered: " + e.getMessage()));
            return null;
        }
        // First a site that was not tried yet, then another worker of one that was.
        for (boolean again : new boolean[] {false, true}) {
            for (String site : sites(context, call)) {
                String tried = call.stepIndex() + "/" + site + "/";
                boolean known = call.tried().stream().anyMatch(at -> at.startsWith(tried));
                WorkerInstance worker = known == again
                        ? CommandScheduler.pick(
                                context,
                                CommandScheduler.Placement.ofCall(
                                        site, rendered.action().type()),
                                other -> !call.tried().contains(tried + other))
                        : null;
                if (worker != null) {
                    return sent(context, call, step, rendered, site, worker);
                }
            }
        }
        return null;
    }

    private static CallState sent(
            DecisionContext context,
            CallState call,
            Step step,
            ActionRenderer.RenderedAction rendered,
            String site,
            WorkerInstance worker) {
        Command command = command(context, call, step, rendered, site, worker);
        context.emit(new Effect.SendCommand(command));
        context.audit(AuditRecords.command(
                context,
                AuditKind.COMMAND,
                call.incident(),
                command,
                rendered.with(),
                call.incident().reason()));
        CallAttempt attempt = new CallAttempt(
                command.id(), worker, site, call.stepIndex(), context.now, context.now + lifetime(context, step));
        return call.sent(attempt, context.now + NEXT_AFTER);
    }

    /** The incident as it stands now, while it is open. */
    private static Incident about(DecisionContext context, CallState call) {
        Incident current = context.state.incident(call.incident().id());
        return current == null ? call.incident() : current;
    }

    /** After that nobody waits for its end. */
    private static long lifetime(DecisionContext context, Step step) {
        return context.settings.startWithin() + step.timeout().toMillis() + context.settings.lossGrace();
    }

    private static Command command(
            DecisionContext context,
            CallState call,
            Step step,
            ActionRenderer.RenderedAction rendered,
            String site,
            WorkerInstance worker) {
        return CommandDispatcher.command(context, call.incident(), rendered, step.timeout())
                .id(call.id() + (call.purpose() == Purpose.RESOLVED ? "-over-" : "-call-") + (call.sent() + 1))
                .attempt(call.sent() + 1)
                .incident(call.id())
                .site(site)
                .worker(worker)
                .lane(SlotType.CALL)
                .step(step.id())
                .purpose(call.purpose())
                .build();
    }

    /** The open sites that may call: the incident's own first, then as configured, or by name. */
    private static List<String> sites(DecisionContext context, CallState call) {
        DeploymentState deployment = context.state.get(DeploymentState.KEY, DeploymentState.class);
        List<String> allowed = new ArrayList<>();
        if (deployment == null || deployment.callSites().isEmpty()) {
            context.state.forEach("site|", SiteState.class, site -> allowed.add(site.site()));
        } else {
            allowed.addAll(deployment.callSites());
        }
        String home = call.incident().site();
        if (allowed.remove(home)) {
            allowed.addFirst(home);
        }
        allowed.removeIf(site -> !CatchUpCheck.isOpen(context, context.site(site)));
        return allowed;
    }

    /** @return false when it is about no call */
    static boolean handle(DecisionContext context, Outcome outcome) {
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
            advance(context, noted.unblocked().withAttempts(others)); // the next site at once
        } else {
            context.state.put(noted.unblocked().withAttempts(others));
        }
    }

    private static void handleDelivery(
            DecisionContext context, CallState call, CallAttempt attempt, List<CallAttempt> others, long at) {
        List<CallAttempt> superfluous = others.stream()
                .filter(other -> other.stepIndex() == attempt.stepIndex())
                .toList();
        cancelAttempts(context, call, superfluous, "delivered");
        if (!call.delivered() && call.purpose() == Purpose.ESCALATE) {
            Incident incident = context.state.incident(call.id());
            if (incident != null) {
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

    /** As far as it can be: one that has gone out has gone out. */
    private static void cancelAttempts(
            DecisionContext context, CallState call, List<CallAttempt> attempts, String why) {
        for (CallAttempt attempt : attempts) {
            if (CatchUpCheck.isOpen(context, context.site(attempt.site()))) {
                context.emit(new Effect.SendControl(
                        attempt.site(),
                        new Control.Cancelled(
                                call.id(), attempt.command(), CommandDispatcher.DECIDER, why, context.now)));
            }
        }
    }

    /** In the audit, in the story of the incident, and in the call itself: later ways may depend on it. */
    private static CallState recordEnd(DecisionContext context, CallState call, CallAttempt attempt, Outcome outcome) {
        context.markFreed(attempt.site());
        List<Step> ways =
                context.isUsable(call.incident()) ? steps(context.policy(call.incident()), call.purpose()) : List.of();
        String step = attempt.stepIndex() < ways.size()
                ? ways.get(attempt.stepIndex()).id()
                : "";
        context.audit(AuditRecords.call(context, call.incident(), attempt.command(), step, outcome));
        Incident.CommandResult done = OutcomeHandler.commandResult("", step, call.purpose(), outcome);
        Incident incident = context.state.incident(call.id());
        if (incident != null) {
            context.save(incident.withDone(done));
        }
        return call.withResult(done);
    }

    /** A worker is silent, or lives anew: what it was to call goes to the next at once. */
    static void handleWorkerLoss(DecisionContext context, String site, WorkerInstance worker) {
        context.state.forEach("call|", CallState.class, call -> {
            List<CallAttempt> others = call.attempts().stream()
                    .filter(attempt ->
                            !attempt.worker().equals(worker) || !attempt.site().equals(site))
                    .toList();
            if (others.size() < call.attempts().size()) {
                advance(context, call.unblocked().withAttempts(others));
            }
        });
    }

    /** The incident is over: who was called is told so, and who was not need not be any more. */
    static void handleIncidentEnd(DecisionContext context, Incident incident) {
        CallStatus calling = incident.calling();
        boolean alone = calling.call().equals(incident.id());
        if (calling.since() == 0 || (!alone && !CollectiveCallHandler.leave(context, calling.call()))) {
            return;
        }
        CallState call = context.state.get(CallState.key(calling.call(), Purpose.ESCALATE), CallState.class);
        boolean sent = call == null || call.sent() > 0;
        if (call != null) {
            context.state.remove(call.key());
            cancelAttempts(context, call, call.attempts(), "over");
        }
        if (sent
                && context.isUsable(incident)
                && !context.policy(incident).onResolved().isEmpty()) {
            start(context, calling.call(), Purpose.RESOLVED, incident, 1);
        }
    }

    /** The decider's clock since when somebody should have been called, and nobody was; 0: there is no such call. */
    static long undeliveredSince(DeciderState state) {
        long[] since = {Long.MAX_VALUE};
        state.forEach("call|", CallState.class, call -> {
            if (!call.delivered() && call.purpose() == Purpose.ESCALATE) {
                since[0] = Math.min(since[0], call.since());
            }
        });
        return since[0] == Long.MAX_VALUE ? 0 : since[0];
    }
}
