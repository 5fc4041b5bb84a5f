package dev.farrier.model;

/**
 * What became of a command, or is becoming of it. All records of one command share a partition, so "first" has a meaning.
 *
 * @param command command id
 * @param worker who speaks: a worker's name with its incarnation, or {@code decider}
 * @param at the speaker's clock, epoch milliseconds; only for people: decisions use the record's append time
 * @param exitCode exit code or HTTP status; -1 when there is none
 * @param output captured standard output and error, or response body; at most 64 KiB
 * @param detail one line: why refused, what failed, how far; empty when there is nothing to say
 */
public record Outcome(
        String command,
        String incident,
        String site,
        String worker,
        OutcomeKind kind,
        long at,
        int exitCode,
        String output,
        String detail)
        implements DeciderInput {}
