package dev.farrier.decide;

import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import java.util.List;
import java.util.SortedMap;

/**
 * What a person must know of Farrier itself: a channel that stands still, a site without workers. Told once, by an incident
 * about no target whose group says what it is; it ends when the cause does.
 */
final class Alarms {
    static final String SITE = "farrier_site";
    static final String CHANNEL = "farrier_channel";
    static final String WORKER = "farrier_worker";

    private Alarms() {}

    static void raise(Turn turn, String label, String value, Reason why, String because) {
        Policy caller = caller(turn);
        Bundle bundle = turn.activeBundle();
        SortedMap<String, String> group = Labels.of(label, value);
        if (caller == null || bundle == null || turn.state.openIncident(caller.name(), group) != null) {
            return;
        }
        Detection detection =
                new Detection(caller.name(), bundle.commit(), group, turn.now, 0, List.of(), because, List.of(), 0);
        Incident raised = Detections.open(turn, detection, bundle, caller, "", "");
        Escalation.start(turn, raised, why, because);
    }

    static void clear(Turn turn, String label, String value, String detail) {
        Policy caller = caller(turn);
        Incident open = caller == null ? null : turn.state.openIncident(caller.name(), Labels.of(label, value));
        if (open != null) {
            Remediation.close(turn, open, IncidentState.RESOLVED, Reason.CLEARED, detail);
        }
    }

    /** The first policy in force that calls somebody: its way is as good as any. */
    private static @org.jspecify.annotations.Nullable Policy caller(Turn turn) {
        Bundle bundle = turn.activeBundle();
        if (bundle == null) {
            return null;
        }
        for (Policy policy : bundle.policies().values()) {
            if (policy.mode() == Mode.ENFORCE && !policy.escalate().isEmpty()) {
                return policy;
            }
        }
        return null;
    }
}
