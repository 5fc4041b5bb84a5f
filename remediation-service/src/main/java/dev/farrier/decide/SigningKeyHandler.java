package dev.farrier.decide;

import dev.farrier.decide.StateRecord.DeploymentState;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;

/**
 * The key that this deployment signs with. The first core that starts brings it; one that comes with another does not act
 * until a person says that the change is meant. This only tells of a mistake: trust comes from the workers' files alone.
 */
final class SigningKeyHandler {
    private SigningKeyHandler() {}

    static void handle(DecisionContext context, CoreStarted started) {
        DeploymentState before = context.state.get(DeploymentState.KEY, DeploymentState.class);
        String key = before == null ? started.keyId() : before.keyId();
        context.state.put(new DeploymentState(
                key, started.keyId(), started.startWithin(), started.lossGrace(), started.callSites()));
        if (key.equals(started.keyId())) {
            context.waker.wakeAll(WakeCondition.KEY);
        } else {
            context.audit(AuditRecords.operator(
                    context,
                    Reason.SIGNING_KEY,
                    "a core signs with key " + started.keyId() + ", the deployment with " + key
                            + ": nothing is handed out"));
        }
    }

    static void handleRotation(DecisionContext context, OperatorInput.KeyRotated rotated) {
        DeploymentState before = context.state.get(DeploymentState.KEY, DeploymentState.class);
        if (before == null) {
            return; // the first core that starts brings its key
        }
        context.state.put(new DeploymentState(
                rotated.keyId(), before.signer(), before.startWithin(), before.lossGrace(), before.callSites()));
        context.audit(AuditRecords.operator(
                context,
                Reason.SIGNING_KEY,
                "commands are signed with key " + rotated.keyId() + " from here on, says "
                        + OperatorInputHandler.describe(rotated.by(), rotated.why())));
        if (!mismatch(context.state).isEmpty()) {
            return; // the core that decides has another key still
        }
        context.waker.wakeAll(WakeCondition.KEY);
        context.state.forEach("site|", SiteRecord.SiteState.class, site -> context.markFreed(site.site()));
    }

    /** The key that the deciding instance signs with while the deployment signs with another; empty: they agree. */
    static String mismatch(DeciderState state) {
        DeploymentState deployment = state.get(DeploymentState.KEY, DeploymentState.class);
        return deployment == null || deployment.signer().equals(deployment.keyId()) ? "" : deployment.signer();
    }
}
