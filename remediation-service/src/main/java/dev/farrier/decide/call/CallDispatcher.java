package dev.farrier.decide.call;

import dev.farrier.decide.command.ActionRenderer;
import dev.farrier.decide.command.CommandScheduler;
import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.CatchUpCheck;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.Ids;
import dev.farrier.decide.state.CallRecord.CallAttempt;
import dev.farrier.decide.state.CallRecord.CallState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.StateRecord.DeploymentState;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Purpose;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends the attempts of a call to workers, and cancels them. */
public final class CallDispatcher {
    /** An attempt that has not ended after this time, milliseconds, does not keep the next site from trying. */
    private static final long NEXT_AFTER = 20_000;

    private CallDispatcher() {}

    /**
     * Sends the step to the next worker that can take it, or waits for the attempt that is under way. Null: no worker is left.
     */
    static @Nullable CallState send(DecisionContext context, CallState call, Step step) {
        long nextSiteAt = call.attempts().stream()
                .filter(attempt -> attempt.stepIndex() == call.stepIndex())
                .mapToLong(attempt -> attempt.sentAt() + NEXT_AFTER)
                .max()
                .orElse(0);
        if (nextSiteAt > context.now) {
            return call.nextAt(nextSiteAt);
        }
        ActionRenderer.RenderedAction rendered;
        try {
            rendered = new ActionRenderer(context, CallHandler.about(context, call)).call(step, call.count() - 1);
        } catch (IllegalArgumentException e) {
            context.audit(
                    AuditRecords.state(context, call.incident(), step.id() + " cannot be rendered: " + e.getMessage()));
            return null;
        }
        // First the sites that were not tried, then other workers of those that were.
        for (boolean again : new boolean[] {false, true}) {
            for (String site : sites(context, call.incident().site())) {
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

    /** How long an attempt may take before it counts as lost, milliseconds. */
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
        return rendered.command(context, call.incident(), step.timeout())
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

    /** Whether a worker could do a step of the alarms' calls now. */
    public static boolean canCall(DecisionContext context) {
        Bundle bundle = context.callingBundle();
        Policy caller = bundle == null ? null : caller(bundle);
        if (bundle == null || caller == null) {
            return false;
        }
        return sites(context, "").stream()
                .anyMatch(site -> caller.escalate().stream()
                        .map(step -> CommandScheduler.Placement.ofCall(site, bundle.actionTypeOf(step)))
                        .anyMatch(need -> CommandScheduler.isPossible(context, need)));
    }

    /**
     * The open sites that may call, in the configured order, else by name.
     *
     * @param home the site of the incident, which comes first
     */
    private static List<String> sites(DecisionContext context, String home) {
        DeploymentState deployment = context.state.get(DeploymentState.KEY, DeploymentState.class);
        List<String> allowed = new ArrayList<>();
        if (deployment == null || deployment.callSites().isEmpty()) {
            context.state.forEach(SiteState.PREFIX, SiteState.class, site -> allowed.add(site.site()));
        } else {
            allowed.addAll(deployment.callSites());
        }
        if (allowed.remove(home)) {
            allowed.addFirst(home);
        }
        allowed.removeIf(site -> !CatchUpCheck.isOpen(context, context.site(site)));
        return allowed;
    }

    /** Workers that have not yet done the call will not do it. */
    static void cancel(DecisionContext context, CallState call, List<CallAttempt> attempts, String why) {
        for (CallAttempt attempt : attempts) {
            if (CatchUpCheck.isOpen(context, context.site(attempt.site()))) {
                context.emit(new Effect.SendControl(
                        attempt.site(),
                        new Control.Cancelled(call.id(), attempt.command(), Ids.DECIDER, why, context.now)));
            }
        }
    }

    /** The policy of this name if it calls a person, else as {@link #caller(Bundle)}. */
    public static @Nullable Policy caller(Bundle bundle, String preferred) {
        Policy policy = bundle.policies().get(preferred);
        return policy != null && calls(policy) ? policy : caller(bundle);
    }

    /** An alarm is not about any policy: the first policy that calls a person lends its {@code escalate}. */
    public static @Nullable Policy caller(Bundle bundle) {
        for (Policy policy : bundle.policies().values()) {
            if (calls(policy)) {
                return policy;
            }
        }
        return null;
    }

    private static boolean calls(Policy policy) {
        return policy.acts() && !policy.escalate().isEmpty();
    }
}
