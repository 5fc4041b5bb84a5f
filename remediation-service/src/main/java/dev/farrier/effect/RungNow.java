package dev.farrier.effect;

import dev.farrier.effect.RungRun.RunResult;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the audit has told so far of the rung that an incident is at. The decider counts its runs by it too, so that both have the
 * same numbers.
 *
 * @param startedAt when the guards let it start, epoch milliseconds
 * @param runsSteps its commands are steps: it neither looks nor verifies
 * @param stepsBegun the command of a step was sent
 * @param acted a step was run, may have been, or could not be
 * @param unanswered a request got no answer
 */
public record RungNow(
        String rung, long startedAt, boolean runsSteps, boolean stepsBegun, boolean acted, boolean unanswered) {
    /** What the decider writes when a rung has not helped, in whatever state the incident is then. */
    private static final Set<Reason> RUNG_ENDS =
            Set.of(Reason.NOT_VERIFIED, Reason.FIRED_AGAIN, Reason.STEP_FAILED, Reason.RENDER_FAILED, Reason.REFUSED);

    /**
     * @param now the rung that goes on; null: none does
     * @param ended the run that has ended; null: none has
     */
    public record Change(@Nullable RungNow now, @Nullable RungRun ended) {}

    /**
     * What a record of the incident's audit changes. After the incident has ended nothing does.
     *
     * @param before null: it is at no rung
     * @param state of the incident before the record; null: not known yet
     */
    public static Change follow(@Nullable RungNow before, @Nullable IncidentState state, AuditRecord audit) {
        return switch (audit.kind()) {
            case DECISION ->
                audit.verdict() == Verdict.ACT
                        // One that begins where another one failed is remediating already: nothing changes, and nothing
                        // is written.
                        ? new Change(
                                new RungNow(
                                        audit.rung(),
                                        audit.time(),
                                        state == IncidentState.REMEDIATING,
                                        false,
                                        false,
                                        false),
                                run(before, RunResult.OUTCOME_UNKNOWN, audit))
                        : new Change(before, null);
            case OUTCOME -> {
                boolean none = audit.reason() == Reason.EXPIRED || audit.reason() == Reason.REFUSED;
                yield new Change(before == null || none ? before : before.acted(before.runsSteps), null);
            }
            case COMMAND -> new Change(before == null ? null : before.begun(), null);
            case STATE -> {
                IncidentState to = audit.state();
                yield to == null
                        ? new Change(before, null)
                        : moved(before == null ? null : before.in(to, audit.reason()), to, audit);
            }
            case WOULD_RUN, OPERATOR, REPEAT -> new Change(before, null);
        };
    }

    private static Change moved(@Nullable RungNow current, IncidentState to, AuditRecord audit) {
        Reason why = audit.reason();
        return switch (to) {
            case RESOLVED ->
                end(
                        current,
                        why == Reason.CLEARED || why == Reason.VERIFIED ? RunResult.HEALED : RunResult.OUTCOME_UNKNOWN,
                        audit);
            case CANCELLED -> end(current, RunResult.CANCELLED, audit);
            case SUPPRESSED -> end(current, RunResult.OUTCOME_UNKNOWN, audit);
            case ESCALATED ->
                end(current, why == Reason.NOT_RETURNED ? RunResult.FAILED : RunResult.OUTCOME_UNKNOWN, audit);
            case OPEN, DEFERRED, AWAITING_APPROVAL, CONFIRMING, REMEDIATING, VERIFYING -> {
                if (to == IncidentState.DEFERRED && why == Reason.SHADOW) {
                    yield new Change(null, null);
                }
                yield current == null || !RUNG_ENDS.contains(why)
                        ? new Change(current, null)
                        : current.endOrNote(audit);
            }
        };
    }

    /** A step that could not be sent is told by its name; the end of the rung, if it follows, has none. */
    private Change endOrNote(AuditRecord audit) {
        if (!audit.step().isEmpty()) {
            return new Change(acted(runsSteps), null);
        }
        boolean verified = audit.reason() == Reason.NOT_VERIFIED || audit.reason() == Reason.FIRED_AGAIN;
        RunResult result = verified && unanswered
                ? RunResult.OUTCOME_UNKNOWN
                : verified ? RunResult.DID_NOT_HELP : RunResult.FAILED;
        return end(acted(stepsBegun), result, audit);
    }

    private static Change end(@Nullable RungNow current, RunResult result, AuditRecord audit) {
        return new Change(null, run(current, result, audit));
    }

    private static @Nullable RungRun run(@Nullable RungNow ended, RunResult result, AuditRecord audit) {
        return ended == null || !ended.acted ? null : new RungRun(ended.rung, ended.startedAt, audit.time(), result);
    }

    private RungNow begun() {
        return new RungNow(rung, startedAt, runsSteps, stepsBegun || runsSteps, acted, unanswered);
    }

    private RungNow acted(boolean more) {
        return new RungNow(rung, startedAt, runsSteps, stepsBegun, acted || more, unanswered);
    }

    private RungNow in(IncidentState state, Reason why) {
        boolean steps = switch (state) {
            case REMEDIATING -> true;
            case CONFIRMING, VERIFYING -> false;
            default -> runsSteps; // it waits
        };
        boolean lost = state == IncidentState.VERIFYING && why == Reason.OUTCOME_UNKNOWN;
        return new RungNow(rung, startedAt, steps, stepsBegun, acted, unanswered || lost);
    }
}
