package dev.farrier.replay;

import dev.farrier.decide.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.replay.ReplayLine.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was detected and decided, as lines: of a replay, or of a test. */
public final class Transcript {
    private final Consumer<ReplayLine> out;
    /** Open incidents that have been told to be escalated. */
    private final Set<String> escalated = new HashSet<>();

    /** @param out gets every line, in order */
    public Transcript(Consumer<ReplayLine> out) {
        this.out = out;
    }

    /** @param effects what it led to; when it led to nothing, it is a repeat of what is known */
    public void detection(Detection detection, List<Effect> effects) {
        boolean news = effects.stream()
                .anyMatch(effect -> effect instanceof Effect.PublishAudit audited
                        && audited.audit().kind() != AuditRecord.AuditKind.REPEAT);
        out.accept(new ReplayLine(
                detection.time(),
                Type.DETECTION,
                detection.policy(),
                detection.group(),
                "",
                null,
                news ? null : Reason.REPEAT,
                0,
                "",
                "",
                "",
                "",
                Labels.empty(),
                ""));
    }

    /** What one input has led to. The incidents, which come last, say which of the moves before them were ends. */
    public void effects(List<Effect> effects) {
        Map<AuditRecord, Type> ends = ends(effects);
        for (Effect effect : effects) {
            if (effect instanceof Effect.PublishAudit audited) {
                AuditRecord audit = audited.audit();
                Type type = type(audit, ends);
                if (type != null) {
                    out.accept(line(audit, type));
                }
            }
        }
    }

    private static @Nullable Type type(AuditRecord audit, Map<AuditRecord, Type> ends) {
        return switch (audit.kind()) {
            case DECISION -> Type.DECISION;
            case COMMAND -> Type.COMMAND;
            case STATE -> notSent(audit) ? Type.DECISION : ends.get(audit);
            case WOULD_RUN, OUTCOME, OPERATOR, REPEAT -> null;
        };
    }

    /** A value was missing or not allowed, so that there is no command. */
    private static boolean notSent(AuditRecord audit) {
        return audit.kind() == AuditRecord.AuditKind.STATE
                && audit.reason() == Reason.RENDER_FAILED
                && !audit.step().isEmpty();
    }

    private Map<AuditRecord, Type> ends(List<Effect> effects) {
        Map<AuditRecord, Type> ends = new HashMap<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.PublishIncident changed) {
                Type type = news(changed.incident());
                AuditRecord move = type == null ? null : lastMove(effects, changed.incident());
                if (type != null && move != null) {
                    ends.put(move, type);
                }
            }
        }
        return ends;
    }

    private @Nullable Type news(Incident incident) {
        if (incident.state() == IncidentState.ESCALATED) {
            return escalated.add(incident.id()) ? Type.ESCALATED : null;
        }
        if (incident.state().isOver()) {
            escalated.remove(incident.id());
        }
        return incident.state() == IncidentState.RESOLVED ? Type.RESOLVED : null;
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

    private static ReplayLine line(AuditRecord audit, Type type) {
        boolean command = type == Type.COMMAND;
        return new ReplayLine(
                audit.time(),
                type,
                audit.policy(),
                audit.group(),
                audit.target(),
                notSent(audit) ? Verdict.IGNORE : audit.verdict(),
                command ? null : audit.reason(),
                command ? 0 : audit.until(),
                audit.incident(),
                audit.rung(),
                audit.step(),
                audit.action(),
                audit.with(),
                notSent(audit) ? audit.detail() : "");
    }
}
