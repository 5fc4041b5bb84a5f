package dev.farrier.why;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.why.HistoryEntry.AnswerEntry;
import dev.farrier.why.HistoryEntry.DecisionEntry;
import dev.farrier.why.HistoryEntry.EndEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects decisions, answers of persons, and ends of incidents of one policy on one target from the audit log. */
public final class History {
    private final String policy;
    private final String target;
    private final List<HistoryEntry> entries = new ArrayList<>();
    /** Incidents that were escalated before: being escalated again is no new end. */
    private final Set<String> escalated = new HashSet<>();

    public History(String policy, String target) {
        this.policy = policy;
        this.target = target;
    }

    /** In the order of the audit log; records of other policies and targets are ignored. */
    public void accept(AuditRecord audit) {
        if (!audit.policy().equals(policy) || !audit.target().equals(target)) {
            return;
        }
        IncidentState state = audit.state();
        if (audit.kind() == AuditRecord.AuditKind.DECISION) {
            entries.add(decided(audit));
        } else if (audit.kind() == AuditRecord.AuditKind.OPERATOR) {
            entries.add(new AnswerEntry(audit.time(), audit.incident(), audit.reason(), audit.detail()));
        } else if (audit.kind() == AuditRecord.AuditKind.STATE
                && state != null
                && (isEnd(audit.incident(), state) || isRelapse(audit, state))) {
            entries.add(new EndEntry(audit.time(), audit.incident(), state, audit.reason(), audit.detail()));
        }
    }

    /** An incident that was over goes on. */
    private boolean isRelapse(AuditRecord audit, IncidentState state) {
        boolean relapsed = state == IncidentState.OPEN && audit.reason() == Reason.RELAPSED;
        if (relapsed) {
            escalated.remove(audit.incident());
        }
        return relapsed;
    }

    /** A suppressed incident has a decision that says so. */
    private boolean isEnd(String incident, IncidentState state) {
        return switch (state) {
            case ESCALATED -> escalated.add(incident);
            case RESOLVED, CANCELLED -> true;
            case OPEN, DEFERRED, SUPPRESSED, AWAITING_APPROVAL, CONFIRMING, REMEDIATING, VERIFYING -> false;
        };
    }

    private static DecisionEntry decided(AuditRecord audit) {
        return new DecisionEntry(
                audit.time(),
                audit.verdict() == null ? Verdict.IGNORE : audit.verdict(),
                audit.reason(),
                audit.rung(),
                audit.until(),
                audit.detail());
    }

    /** Oldest first. */
    public List<HistoryEntry> entries() {
        return entries.stream()
                .sorted(Comparator.comparingLong(HistoryEntry::time))
                .toList();
    }
}
