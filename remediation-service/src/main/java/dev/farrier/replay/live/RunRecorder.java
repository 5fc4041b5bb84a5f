package dev.farrier.replay.live;

import dev.farrier.decide.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Records a replay as a {@link RecordedRun}. */
public final class RunRecorder implements Simulation.Listener {
    private final List<RecordedRun.ReceivedDetection> detections = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<AuditRecord> audit = new ArrayList<>();
    private final TreeMap<String, Incident> incidents = new TreeMap<>();

    @Override
    public void decided(long at, DeciderInput input, List<Effect> effects) {
        if (input instanceof Detection detection) {
            detections.add(new RecordedRun.ReceivedDetection(detection, at));
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
