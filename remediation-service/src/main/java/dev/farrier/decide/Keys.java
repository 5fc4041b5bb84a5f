package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Deployment;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;

/**
 * The key that this deployment signs with. The first core that starts brings it; one that comes with another does not act
 * until a person says that the change is meant. This only tells of a mistake: trust comes from the workers' files alone.
 */
final class Keys {
    private Keys() {}

    static void on(Turn turn, CoreStarted started) {
        Deployment before = turn.state.get(Deployment.KEY, Deployment.class);
        String key = before == null ? started.keyId() : before.keyId();
        turn.state.put(
                new Deployment(key, started.keyId(), started.startWithin(), started.lossGrace(), started.callSites()));
        if (key.equals(started.keyId())) {
            turn.waker.wakeAll(Wait.KEY);
        } else {
            turn.audit(Audits.operator(
                    turn,
                    "",
                    "",
                    Reason.SIGNING_KEY,
                    "a core signs with key " + started.keyId() + ", the deployment with " + key
                            + ": nothing is handed out"));
        }
    }

    static void rotated(Turn turn, OperatorInput.KeyRotated rotated) {
        Deployment before = turn.state.get(Deployment.KEY, Deployment.class);
        if (before == null) {
            return; // the first core that starts brings its key
        }
        turn.state.put(new Deployment(
                rotated.keyId(), before.signer(), before.startWithin(), before.lossGrace(), before.callSites()));
        turn.audit(Audits.operator(
                turn,
                "",
                "",
                Reason.SIGNING_KEY,
                "commands are signed with key " + rotated.keyId() + " from here on, says "
                        + Operators.who(rotated.by(), rotated.why())));
        if (!mismatch(turn.state).isEmpty()) {
            return; // the core that decides has another key still
        }
        turn.waker.wakeAll(Wait.KEY);
        turn.state.forEach("site|", StateRecord.Site.class, site -> turn.free(site.site()));
    }

    /** The key that the deciding instance signs with while the deployment signs with another; empty: they agree. */
    static String mismatch(DeciderState state) {
        Deployment deployment = state.get(Deployment.KEY, Deployment.class);
        return deployment == null || deployment.signer().equals(deployment.keyId()) ? "" : deployment.signer();
    }
}
