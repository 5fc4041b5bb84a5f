package dev.farrier.demo;

import dev.farrier.model.Action;
import dev.farrier.model.Command;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CallStatus;
import dev.farrier.model.Incident.CommandResult;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Incidents as the decider writes them; opened at 1,000, and each change a second later. */
public final class Fixtures {
    public static final String BRIDGE = "mb-01";

    private Fixtures() {}

    public static Incident incident(String id, String policy) {
        return incident(id, policy, 1_000);
    }

    public static Incident incident(String id, String policy, long openedAt) {
        Detection detection = new Detection(
                policy, "c1", Labels.of("host", BRIDGE), openedAt, 7, List.of("s"), "7 of down in 20s", List.of(), 0);
        return new Incident(
                id,
                policy,
                "c1",
                Labels.of("host", BRIDGE),
                BRIDGE,
                "local",
                false,
                IncidentState.OPEN,
                Reason.DETECTED,
                0,
                detection,
                0,
                openedAt,
                openedAt,
                0,
                RemediationProgress.NOT_STARTED,
                new Symptom(0, 0),
                CallStatus.NOBODY,
                List.of(),
                "",
                0,
                0,
                null,
                "");
    }

    public static Incident moved(Incident incident, IncidentState state, Reason reason) {
        return incident.transitioned(state, reason, 0, incident.updatedAt() + 1_000);
    }

    /** A command is on its way. */
    public static Incident doing(Incident incident, int rung, String rungName, String step, Purpose purpose) {
        Command command = new Command(
                incident.id() + step + rung,
                1,
                incident.id(),
                incident.policy(),
                "c1",
                "local",
                new WorkerInstance("w", 1),
                SlotType.ACT,
                BRIDGE,
                rungName,
                step,
                purpose,
                step,
                new Action.Process(List.of("true"), new TreeMap<>(), null, null),
                0,
                0,
                0,
                OnWorkerLoss.RERUN);
        RemediationProgress work = new RemediationProgress(
                rung,
                RungPhase.STEPS,
                0,
                0,
                0,
                0,
                1,
                1_000,
                0,
                0,
                new ActiveCommand(command, 0, null),
                new TreeMap<>(),
                null,
                "",
                "",
                List.of(),
                null,
                null);
        return moved(incident.withWork(work), IncidentState.REMEDIATING, Reason.DETECTED);
    }

    /** A command has ended. */
    public static Incident done(Incident incident, String rung, String step, Purpose purpose, OutcomeKind kind) {
        List<CommandResult> history = new ArrayList<>(incident.history());
        long at = incident.updatedAt() + 1_000;
        history.add(new CommandResult(
                rung, step, purpose, "c", kind, 0, kind == OutcomeKind.SUCCEEDED ? "" : "exit 1", "", at));
        return new Incident(
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.group(),
                incident.target(),
                incident.site(),
                false,
                incident.state(),
                incident.reason(),
                0,
                incident.detection(),
                0,
                incident.openedAt(),
                at,
                0,
                new RemediationProgress(
                        incident.work().rung(),
                        RungPhase.STEPS,
                        0,
                        0,
                        0,
                        0,
                        1,
                        1_000,
                        at,
                        0,
                        null,
                        new TreeMap<>(),
                        null,
                        "",
                        "",
                        List.of(),
                        null,
                        null),
                incident.symptom(),
                incident.calling(),
                history,
                "",
                0,
                0,
                null,
                "");
    }
}
