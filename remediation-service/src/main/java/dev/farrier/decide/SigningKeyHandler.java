package dev.farrier.decide;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.StateRecord.DeploymentState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;

/**
 * The key that the deployment signs with: that of the first core that starts. A core with another key sends nothing until a
 * person rotates the key. This guards against mistakes; trust comes from the key files of the workers alone.
 */
final class SigningKeyHandler {
    private SigningKeyHandler() {}

    static void handle(DecisionContext context, CoreStarted started) {
        DeploymentState before = context.state.get(DeploymentState.KEY, DeploymentState.class);
        String key = before == null ? started.keyId() : before.keyId();
        context.state.put(new DeploymentState(
                key,
                started.keyId(),
                started.startWithin(),
                started.lossGrace(),
                started.callSites(),
                started.hosts()));
        if (key.equals(started.keyId())) {
            context.waker.wakeAll(WakeCondition.KEY);
        } else {
            context.audit(AuditRecords.operator(
                    context,
                    Reason.SIGNING_KEY,
                    "a core signs with key " + started.keyId() + ", the deployment with " + key
                            + ": no command is sent"));
        }
    }

    static void handleRotation(DecisionContext context, OperatorInput.KeyRotated rotated) {
        DeploymentState before = context.state.get(DeploymentState.KEY, DeploymentState.class);
        if (before == null) {
            return; // the first core that starts sets the key
        }
        context.state.put(new DeploymentState(
                rotated.keyId(),
                before.signer(),
                before.startWithin(),
                before.lossGrace(),
                before.callSites(),
                before.hosts()));
        context.audit(AuditRecords.operator(
                context,
                Reason.SIGNING_KEY,
                "commands are signed with key " + rotated.keyId() + " from here on, says "
                        + AuditRecords.describe(rotated.by(), rotated.why())));
        if (!mismatch(context.state).isEmpty()) {
            return; // the active core signs with another key
        }
        context.waker.wakeAll(WakeCondition.KEY);
        context.state.forEach(SiteState.PREFIX, SiteState.class, site -> context.markFreed(site.site()));
    }

    /** The key that the active core signs with, if the deployment signs with another; else empty. */
    static String mismatch(DeciderState state) {
        DeploymentState deployment = state.get(DeploymentState.KEY, DeploymentState.class);
        return deployment == null || deployment.signer().equals(deployment.keyId()) ? "" : deployment.signer();
    }
}
