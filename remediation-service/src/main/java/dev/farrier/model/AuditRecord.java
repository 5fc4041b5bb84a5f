package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was decided, and why. Append-only.
 *
 * @param time the decider's clock, epoch milliseconds
 * @param incident incident id; empty when a detection was ignored without opening one
 * @param commit commit of the policies; empty when there is none
 * @param target resource name; empty when there is none
 * @param verdict for {@link AuditKind#DECISION}; else null
 * @param state for {@link AuditKind#STATE}: where the incident stands now; else null
 * @param until when the guards are asked again, epoch milliseconds; 0: when something happens
 * @param detail one line for people
 * @param count how many times this same thing has happened since it was last recorded; at least 1
 */
@RecordBuilder
@RecordBuilder.Options(enableWither = false)
public record AuditRecord(
        long time,
        AuditKind kind,
        String incident,
        String policy,
        String commit,
        SortedMap<String, String> group,
        String target,
        @Nullable Verdict verdict,
        @Nullable IncidentState state,
        Reason reason,
        long until,
        String rung,
        String step,
        String command,
        String action,
        SortedMap<String, String> with,
        String detail,
        long count) {
    public AuditRecord {
        group = Labels.copyOf(group);
        with = Collections.unmodifiableSortedMap(new TreeMap<>(with));
    }

    public enum AuditKind {
        DECISION,
        COMMAND,
        /** A command of a shadow policy that was not sent. */
        WOULD_RUN,
        OUTCOME,
        /** The incident changed its state. */
        STATE,
        OPERATOR,
        /** A detection that changed nothing because an incident is open; counted. */
        REPEAT
    }
}
