package dev.farrier.effect;

import dev.farrier.effect.RungRun.RunResult;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes an {@link Episode} of the audit of its incident. */
final class EpisodeFold {
    /** What the decider writes when a rung has not helped, in whatever state the incident is then. */
    private static final Set<Reason> RUNG_ENDS =
            Set.of(Reason.NOT_VERIFIED, Reason.FIRED_AGAIN, Reason.STEP_FAILED, Reason.RENDER_FAILED, Reason.REFUSED);

    private final AuditRecord first;
    private final List<RungRun> runs = new ArrayList<>();
    private @Nullable RungNow rung;
    private @Nullable IncidentState now;
    private String wouldRun = "";
    private long wouldRunAt;
    private @Nullable Reason calledFor;
    private @Nullable IncidentState end;
    private @Nullable Reason endReason;
    private long endedAt;

    /** The rung that has started and not ended. */
    private static final class RungNow {
        final String name;
        final long startedAt;
        /** The command of a step was sent. */
        boolean stepsBegun;
        /** Its commands are steps: it neither looks nor verifies. */
        boolean runsSteps;
        /** A step was run, may have been, or could not be. */
        boolean acted;
        /** A request got no answer. */
        boolean unanswered;

        /** @param runsSteps a rung that begins where another one failed is remediating already: nothing changes, and nothing is written */
        RungNow(String name, long startedAt, boolean runsSteps) {
            this.name = name;
            this.startedAt = startedAt;
            this.runsSteps = runsSteps;
        }
    }

    EpisodeFold(AuditRecord first) {
        this.first = first;
    }

    void accept(AuditRecord audit) {
        if (end != null) {
            return; // the call that tells a person of the end comes after it
        }
        RungNow current = rung;
        switch (audit.kind()) {
            case DECISION -> {
                if (audit.verdict() == Verdict.ACT) {
                    endRung(RunResult.OUTCOME_UNKNOWN, audit.time());
                    rung = new RungNow(audit.rung(), audit.time(), now == IncidentState.REMEDIATING);
                }
            }
            case OUTCOME -> {
                if (current != null && audit.reason() != Reason.EXPIRED && audit.reason() != Reason.REFUSED) {
                    current.acted |= current.runsSteps;
                }
            }
            case STATE -> {
                IncidentState state = audit.state();
                if (state != null) {
                    moved(audit, state);
                }
            }
            case COMMAND -> {
                if (current != null) {
                    current.stepsBegun |= current.runsSteps;
                }
            }
            case WOULD_RUN, OPERATOR, REPEAT -> {}
        }
    }

    private void moved(AuditRecord audit, IncidentState state) {
        RungNow current = rung;
        Reason why = audit.reason();
        now = state;
        if (current != null) {
            current.runsSteps = switch (state) {
                case REMEDIATING -> true;
                case CONFIRMING, VERIFYING -> false;
                default -> current.runsSteps; // it waits
            };
            current.unanswered |= state == IncidentState.VERIFYING && why == Reason.OUTCOME_UNKNOWN;
        }
        switch (state) {
            case RESOLVED ->
                close(
                        audit,
                        state,
                        why == Reason.CLEARED || why == Reason.VERIFIED ? RunResult.HEALED : RunResult.OUTCOME_UNKNOWN);
            case CANCELLED -> close(audit, state, RunResult.CANCELLED);
            case SUPPRESSED -> close(audit, state, RunResult.OUTCOME_UNKNOWN);
            case ESCALATED -> {
                calledFor = calledFor == null ? why : calledFor;
                endRung(why == Reason.NOT_RETURNED ? RunResult.FAILED : RunResult.OUTCOME_UNKNOWN, audit.time());
            }
            case OPEN, DEFERRED, AWAITING_APPROVAL, CONFIRMING, REMEDIATING, VERIFYING -> {
                if (state == IncidentState.DEFERRED && why == Reason.SHADOW) {
                    wouldRun = audit.rung();
                    wouldRunAt = audit.time();
                    rung = null;
                } else if (current != null && RUNG_ENDS.contains(why)) {
                    endOrNote(audit, current);
                }
            }
        }
    }

    /** A step that could not be sent is told by its name; the end of the rung, if it follows, has none. */
    private void endOrNote(AuditRecord audit, RungNow current) {
        if (!audit.step().isEmpty()) {
            current.acted |= current.runsSteps;
            return;
        }
        current.acted |= current.stepsBegun;
        boolean verified = audit.reason() == Reason.NOT_VERIFIED || audit.reason() == Reason.FIRED_AGAIN;
        RunResult result = verified && current.unanswered
                ? RunResult.OUTCOME_UNKNOWN
                : verified ? RunResult.DID_NOT_HELP : RunResult.FAILED;
        endRung(result, audit.time());
    }

    private void close(AuditRecord audit, IncidentState state, RunResult ofRung) {
        endRung(ofRung, audit.time());
        end = state;
        endReason = audit.reason();
        endedAt = audit.time();
    }

    private void endRung(RunResult result, long at) {
        RungNow ended = rung;
        rung = null;
        if (ended != null && ended.acted) {
            runs.add(new RungRun(ended.name, ended.startedAt, at, result));
        }
    }

    /** As far as it is known now. */
    Episode episode() {
        List<RungRun> all = new ArrayList<>(runs);
        RungNow current = rung;
        if (current != null && current.stepsBegun) {
            all.add(new RungRun(current.name, current.startedAt, 0, RunResult.RUNNING));
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
