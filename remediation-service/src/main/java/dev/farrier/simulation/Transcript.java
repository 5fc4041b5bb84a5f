package dev.farrier.simulation;

import dev.farrier.decide.state.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.simulation.TranscriptLine.LineSubject;
import dev.farrier.simulation.TranscriptLine.LineType;
import dev.farrier.simulation.TranscriptLine.LineWork;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes detections and the decider's effects as lines. */
public final class Transcript {
    private final Consumer<TranscriptLine> out;
    /** Open incidents whose escalation has been written. */
    private final Set<String> escalated = new HashSet<>();

    /** @param out gets every line, in order */
    public Transcript(Consumer<TranscriptLine> out) {
        this.out = out;
    }

    /** @param effects of the detection; without an audit record other than a repeat, the detection repeats an open incident */
    public void detection(Detection detection, List<Effect> effects) {
        boolean isNew = effects.stream()
                .anyMatch(effect -> effect instanceof Effect.PublishAudit audited
                        && audited.audit().kind() != AuditRecord.AuditKind.REPEAT);
        out.accept(new TranscriptLine(
                detection.time(),
                LineType.DETECTION,
                new LineSubject(detection.policy(), detection.group(), "", ""),
                null,
                isNew ? null : Reason.REPEAT,
                0,
                LineWork.NONE,
                ""));
    }

    /** Effects of one input. The incidents among them come last; their states say which audit records are ends. */
    public void effects(List<Effect> effects) {
        Map<AuditRecord, LineType> ends = ends(effects);
        for (Effect effect : effects) {
            if (effect instanceof Effect.PublishAudit audited) {
                AuditRecord audit = audited.audit();
                LineType type = type(audit, ends);
                if (type != null) {
                    out.accept(line(audit, type));
                }
            }
        }
    }

    private static @Nullable LineType type(AuditRecord audit, Map<AuditRecord, LineType> ends) {
        return switch (audit.kind()) {
            case DECISION -> LineType.DECISION;
            case COMMAND -> LineType.COMMAND;
            case STATE -> isRenderFailure(audit) ? LineType.DECISION : ends.get(audit);
            case WOULD_RUN, OUTCOME, OPERATOR, REPEAT -> null;
        };
    }

    /** A value of the step was missing or not allowed, so the decider sent no command. */
    private static boolean isRenderFailure(AuditRecord audit) {
        return audit.kind() == AuditRecord.AuditKind.STATE
                && audit.reason() == Reason.RENDER_FAILED
                && !audit.step().isEmpty();
    }

    private Map<AuditRecord, LineType> ends(List<Effect> effects) {
        Map<AuditRecord, LineType> ends = new HashMap<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.PublishIncident changed) {
                LineType type = end(changed.incident());
                AuditRecord move = type == null ? null : lastMove(effects, changed.incident());
                if (type != null && move != null) {
                    ends.put(move, type);
                }
            }
        }
        return ends;
    }

    private @Nullable LineType end(Incident incident) {
        if (incident.state() == IncidentState.ESCALATED) {
            return escalated.add(incident.id()) ? LineType.ESCALATED : null;
        }
        if (incident.state().isOver()) {
            escalated.remove(incident.id());
        }
        return incident.state() == IncidentState.RESOLVED ? LineType.RESOLVED : null;
    }

    private static @Nullable AuditRecord lastMove(List<Effect> effects, Incident incident) {
        AuditRecord last = null;
        for (Effect effect : effects) {
            if (effect instanceof Effect.PublishAudit audited
                    && audited.audit().kind() == AuditRecord.AuditKind.STATE
                    && audited.audit().incident().equals(incident.id())
                    && audited.audit().reason() == incident.reason()) {
                last = audited.audit();
            }
        }
        return last;
    }

    private static TranscriptLine line(AuditRecord audit, LineType type) {
        boolean command = type == LineType.COMMAND;
        boolean renderFailure = isRenderFailure(audit);
        return new TranscriptLine(
                audit.time(),
                type,
                new LineSubject(audit.policy(), audit.group(), audit.target(), audit.incident()),
                renderFailure ? Verdict.IGNORE : audit.verdict(),
                command ? null : audit.reason(),
                command ? 0 : audit.until(),
                new LineWork(audit.rung(), audit.step(), audit.action(), audit.with()),
                renderFailure ? audit.detail() : "");
    }
}
