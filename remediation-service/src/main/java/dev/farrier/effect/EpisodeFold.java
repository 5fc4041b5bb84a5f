package dev.farrier.effect;

import dev.farrier.effect.RungRun.RunResult;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes an {@link Episode} of the audit of its incident. */
final class EpisodeFold {
    private final AuditRecord first;
    private final List<RungRun> runs = new ArrayList<>();
    /** The rung that has started and not ended. */
    private @Nullable RungNow rung;

    private @Nullable IncidentState now;
    private String wouldRun = "";
    private long wouldRunAt;
    private @Nullable Reason calledFor;
    private @Nullable IncidentState end;
    private @Nullable Reason endReason;
    private long endedAt;

    EpisodeFold(AuditRecord first) {
        this.first = first;
    }

    void accept(AuditRecord audit) {
        if (end != null) {
            return; // the call that tells a person of the end comes after it
        }
        RungNow.Change change = RungNow.follow(rung, now, audit);
        rung = change.now();
        RungRun ended = change.ended();
        if (ended != null) {
            runs.add(ended);
        }
        IncidentState state = audit.state();
        if (audit.kind() == AuditKind.STATE && state != null) {
            moved(audit, state);
        }
    }

    private void moved(AuditRecord audit, IncidentState state) {
        Reason why = audit.reason();
        now = state;
        if (state.isOver()) {
            end = state;
            endReason = why;
            endedAt = audit.time();
        } else if (state == IncidentState.ESCALATED) {
            calledFor = calledFor == null ? why : calledFor;
        } else if (state == IncidentState.DEFERRED && why == Reason.SHADOW) {
            wouldRun = audit.rung();
            wouldRunAt = audit.time();
        }
    }

    /** As far as it is known now. */
    Episode episode() {
        List<RungRun> all = new ArrayList<>(runs);
        RungNow current = rung;
        if (current != null && current.stepsBegun()) {
            all.add(new RungRun(current.rung(), current.startedAt(), 0, RunResult.RUNNING));
        }
        return new Episode(
                first.incident(),
                first.policy(),
                first.group(),
                first.target(),
                first.time(),
                wouldRun,
                wouldRunAt,
                all,
                calledFor,
                end,
                endReason,
                endedAt);
    }
}
