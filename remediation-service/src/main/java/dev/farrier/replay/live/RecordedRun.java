package dev.farrier.replay.live;

import dev.farrier.decide.state.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /** Records a replay as a {@link RecordedRun}. */
    public static final class RunRecorder implements Simulation.Listener {
        private final List<ReceivedDetection> detections = new ArrayList<>();
        private final List<Outcome> outcomes = new ArrayList<>();
        private final List<AuditRecord> audit = new ArrayList<>();
        private final TreeMap<String, Incident> incidents = new TreeMap<>();

        @Override
        public void decided(long at, DeciderInput input, List<Effect> effects) {
            if (input instanceof Detection detection) {
                detections.add(new ReceivedDetection(detection, at));
            } else if (input instanceof Outcome outcome) {
                outcomes.add(outcome);
            }
            for (Effect effect : effects) {
                if (effect instanceof Effect.PublishAudit audited) {
                    audit.add(audited.audit());
                } else if (effect instanceof Effect.PublishIncident changed) {
                    incidents.put(changed.incident().id(), changed.incident());
                }
            }
        }

        public RecordedRun run() {
            return new RecordedRun(detections, outcomes, audit, new TreeMap<>(incidents));
        }
    }
}
