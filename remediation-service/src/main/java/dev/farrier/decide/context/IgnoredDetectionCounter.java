package dev.farrier.decide.context;

import dev.farrier.decide.state.IncidentRecord.IgnoredDetections;
import dev.farrier.model.Detection;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;

/** Counts the detections of a group that are ignored for one reason: the first is audited, and how many followed it. */
public final class IgnoredDetectionCounter {
    private IgnoredDetectionCounter() {}

    public static void count(
            DecisionContext context, Detection detection, String target, Reason reason, String detail) {
        String key = IgnoredDetections.key(detection.policy(), detection.group());
        IgnoredDetections before = context.state.get(key, IgnoredDetections.class);
        long count = 1;
        if (before != null && before.reason() == reason) {
            count = before.count() + 1;
        } else if (before != null) {
            expire(context, before);
        }
        context.state.put(new IgnoredDetections(
                detection.policy(),
                detection.group(),
                reason,
                count,
                context.now + IgnoredDetections.FORGOTTEN_AFTER.toMillis()));
        if (count == 1) {
            Bundle bundle = context.activeBundle();
            String commit = bundle == null ? "" : bundle.commit();
            context.audit(AuditRecords.ignored(context, detection, commit, target, reason, detail));
        }
    }

    /** Writes how often the detection was ignored since the first time. */
    public static void expire(DecisionContext context, IgnoredDetections ignored) {
        context.state.remove(ignored.key());
        if (ignored.count() > 1) {
            context.audit(AuditRecords.ignoredRepeats(context, ignored));
        }
    }
}
