package dev.farrier.decide.context;

import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.Sha256;

/** Ids, derived from the inputs alone, so that a fold gives the same ones again. */
public final class Ids {
    /** Stands for the decider where a worker or a person is named otherwise. */
    public static final String DECIDER = "decider";

    private Ids() {}

    /** {@code <policy>-<10 hex>}. */
    public static String incident(Detection detection, long number) {
        String seed = detection.policy() + "|" + Labels.key(detection.group()) + "|" + detection.time() + "|" + number;
        return detection.policy() + "-" + Sha256.hex(seed).substring(0, 10);
    }

    /** {@code <incident>-<n>} with the number of the command within the incident. */
    public static String command(Incident incident) {
        return incident.id() + "-" + (incident.work().commands() + 1);
    }

    /** The current rung's name; empty before the first. */
    public static String rung(DecisionContext context, Incident incident) {
        if (!context.isUsable(incident)) {
            return "";
        }
        int rung = incident.work().rung();
        var rungs = context.policy(incident).remediate();
        return incident.work().isBeforeFirstRung() || rung >= rungs.size()
                ? ""
                : rungs.get(rung).name();
    }
}
