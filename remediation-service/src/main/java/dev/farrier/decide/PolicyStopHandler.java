package dev.farrier.decide;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.guard.EffectBreaker;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.BreakerRecord.PolicyRuns;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;

/** Calls a person for a policy that has stopped itself, and lets it act again when a person says so. */
final class PolicyStopHandler {
    private PolicyStopHandler() {}

    /** Once a tick: also of a stop at which there were no policies that could call a person. */
    static void tell(DecisionContext context) {
        context.state.forEach(PolicyRuns.PREFIX, PolicyRuns.class, runs -> {
            if (!runs.hasStopped() || runs.told()) {
                return;
            }
            String because = "policy " + runs.policy() + " has stopped itself, since " + runs.why()
                    + ". It starts nothing until: farrier policy acknowledge " + runs.policy();
            if (Alarms.raise(
                    context, AlarmGroup.POLICY, runs.policy(), Reason.POLICY_STOPPED, because, runs.policy())) {
                context.state.put(new PolicyRuns(runs.policy(), runs.runs(), runs.stoppedAt(), runs.why(), true));
            }
        });
    }

    /** The policy acts again, and its runs count anew. */
    static void acknowledge(DecisionContext context, OperatorInput.Acknowledge order) {
        String policy = order.name();
        PolicyRuns runs = EffectBreaker.of(context, policy);
        String who = AuditRecords.describe(order.by(), order.why());
        boolean stopped = runs.hasStopped() || StormHandler.hasTripped(context, policy);
        String what = stopped ? "may act again; acknowledged by " : "it has not stopped; acknowledged by ";
        context.audit(AuditRecords.policy(context, policy, Reason.ACKNOWLEDGED, what + who));
        if (runs.hasStopped()) {
            context.state.remove(runs.key());
            Alarms.clear(context, AlarmGroup.POLICY, policy, "acknowledged by " + who);
            context.waker.wakeAll(WakeCondition.policy(policy));
        }
        StormHandler.acknowledge(context, policy, who);
    }
}
