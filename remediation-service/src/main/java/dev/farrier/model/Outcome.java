package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A claim, progress or end of a command. All records of a command are in one partition, so that one of them is the first.
 *
 * @param command command id
 * @param worker who reports: {@link WorkerInstance#toString}, of the present incarnation also where an earlier one has claimed
 *     the command; or {@code decider}
 * @param at clock of who reports, epoch milliseconds; for people: decisions use the append time
 * @param exitCode exit code or HTTP status; -1 when there is none
 * @param output captured standard output and error, or response body; at most 64 KiB
 * @param refusal for {@code REFUSED} and {@code NOT_STARTED}: why; {@code NOT_DONE} for a {@code FAILED} or {@code CANCELLED}
 *     one that surely changed nothing; else null
 * @param detail one line for people: why refused, what failed, how far; may be empty
 */
@RecordBuilder
public record Outcome(
        String command,
        String incident,
        String site,
        String worker,
        OutcomeKind kind,
        long at,
        int exitCode,
        String output,
        @Nullable RefusalReason refusal,
        String detail)
        implements DeciderInput, OutcomeBuilder.With {

    /** True for the end of a command that surely has changed nothing. */
    public boolean isNotDone() {
        return switch (kind) {
            case REFUSED, NOT_STARTED, REVOKED -> true;
            case FAILED, CANCELLED -> refusal == RefusalReason.NOT_DONE;
            case CLAIMED, PROGRESS, SUCCEEDED, TIMED_OUT, UNANSWERED, UNKNOWN -> false;
        };
    }

    /** Of a command that was not refused. */
    public Outcome(
            String command,
            String incident,
            String site,
            String worker,
            OutcomeKind kind,
            long at,
            int exitCode,
            String output,
            String detail) {
        this(command, incident, site, worker, kind, at, exitCode, output, null, detail);
    }
}
