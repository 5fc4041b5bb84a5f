package dev.farrier.decide;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.BundleStateRecord.HeldDetection;
import dev.farrier.decide.state.BundleStateRecord.PendingActivation;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;

/**
 * Detect follows new policies as soon as they are published, but they come into force here only when core can use them. What
 * detect finds by them meanwhile waits; without that it would be ignored, since the policies in force do not know its policy.
 */
final class HeldDetections {
    private HeldDetections() {}

    /** @return false: it is to be decided now */
    static boolean hold(DecisionContext context, Detection detection, Symptom symptom) {
        Bundle inForce = context.activeBundle();
        Policy policy = inForce == null ? null : inForce.policies().get(detection.policy());
        boolean decidable = policy != null && policy.mode() != Policy.Mode.OFF;
        if (decidable || !isPending(context, detection.commit())) {
            return false;
        }
        HeldDetection before =
                context.state.get(HeldDetection.key(detection.policy(), detection.group()), HeldDetection.class);
        context.state.put(new HeldDetection(detection, before == null ? symptom : before.symptom()));
        return true;
    }

    /** @return false: no detection of this group is held */
    static boolean note(DecisionContext context, Evidence evidence) {
        HeldDetection held =
                context.state.get(HeldDetection.key(evidence.policy(), evidence.group()), HeldDetection.class);
        if (held == null) {
            return false;
        }
        long lastMatch = Math.max(held.symptom().lastMatch(), evidence.lastMatch());
        context.state.put(new HeldDetection(held.detection(), new Symptom(lastMatch, evidence.clearedAt())));
        return true;
    }

    /** Decides those whose policies are in force by now, are refused, or are asked for no more. */
    static void release(DecisionContext context) {
        context.state.forEach(HeldDetection.PREFIX, HeldDetection.class, held -> {
            if (!isPending(context, held.detection().commit())) {
                context.state.remove(held.key());
                DetectionHandler.handle(context, held.detection(), held.symptom());
            }
        });
    }

    private static boolean isPending(DecisionContext context, String commit) {
        PendingActivation activation = context.state.get(PendingActivation.key(commit), PendingActivation.class);
        return activation != null && activation.refusal().isEmpty();
    }
}
