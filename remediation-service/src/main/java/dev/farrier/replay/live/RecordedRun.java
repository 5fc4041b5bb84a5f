package dev.farrier.replay.live;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import java.util.List;
import java.util.SortedMap;

/**
 * What was detected, decided and done over some time, live or in a replay.
 *
 * @param detections in the order in which the decider got them
 * @param outcomes in the order in which the decider got them; progress may be missing
 * @param audit in the order of their time
 * @param incidents as they stood at the end, by id
 */
public record RecordedRun(
        List<ReceivedDetection> detections,
        List<Outcome> outcomes,
        List<AuditRecord> audit,
        SortedMap<String, Incident> incidents) {
    public RecordedRun {
        detections = List.copyOf(detections);
        outcomes = List.copyOf(outcomes);
        audit = List.copyOf(audit);
    }

    /** @param at the decider's clock, epoch milliseconds */
    public record ReceivedDetection(Detection detection, long at) {}
}
