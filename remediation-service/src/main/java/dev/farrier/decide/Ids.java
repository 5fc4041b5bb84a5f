package dev.farrier.decide;

import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids, derived from the inputs alone, so that a fold gives the same ones again. */
final class Ids {
    private Ids() {}

    /** {@code <policy>-<10 hex>}. */
    static String incident(Detection detection, long number) {
        String seed = detection.policy() + "|" + Labels.key(detection.group()) + "|" + detection.time() + "|" + number;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
            return detection.policy() + "-" + HexFormat.of().formatHex(digest, 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** {@code <incident>-<n>} with the number of the command within the incident. */
    static String command(Incident incident) {
        return incident.id() + "-" + (incident.work().commands() + 1);
    }

    /** The current rung's name; empty before the first. */
    static String rung(DecisionContext context, Incident incident) {
        if (!context.isUsable(incident)) {
            return "";
        }
        int rung = incident.work().rung();
        var rungs = context.policy(incident).remediate();
        return rung < 0 || rung >= rungs.size() ? "" : rungs.get(rung).name();
    }
}
