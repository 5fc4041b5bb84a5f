package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command, or is becoming of it. All records of one command share a partition, so "first" has a meaning.
 *
 * @param command command id
 * @param worker who speaks: {@link WorkerInstance#toString}, in its present life also of what an earlier one has
 *     claimed; or {@code decider}
 * @param at the speaker's clock, epoch milliseconds; only for people: decisions use the record's append time
 * @param exitCode exit code or HTTP status; -1 when there is none
 * @param output captured standard output and error, or response body; at most 64 KiB
 * @param refusal for {@code REFUSED} and {@code NOT_STARTED}: why; else null
 * @param detail one line for people: why refused, what failed, how far; empty when there is nothing to say
 */
@RecordBuilder
@RecordBuilder.Options(enableWither = false)
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
        implements DeciderInput {

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
