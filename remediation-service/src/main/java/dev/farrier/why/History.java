package dev.farrier.why;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Picks from what was put down those things of one policy on one target that say why it did, or did not, act. */
public final class History {
    private final String policy;
    private final String target;
    private final List<HistoryEntry> told = new ArrayList<>();
    /** Incidents that are with a person: what moves them there again is no news. */
    private final Set<String> escalated = new HashSet<>();

    public History(String policy, String target) {
        this.policy = policy;
        this.target = target;
    }

    /** In the order in which they were put down; those of other policies and targets are passed over. */
    public void accept(AuditRecord audit) {
        if (!audit.policy().equals(policy) || !audit.target().equals(target)) {
            return;
        }
        IncidentState state = audit.state();
        if (audit.kind() == AuditRecord.AuditKind.DECISION) {
            told.add(decided(audit));
        } else if (audit.kind() == AuditRecord.AuditKind.STATE && state != null && isEnd(audit.incident(), state)) {
            told.add(new EndEntry(audit.time(), audit.incident(), state, audit.reason(), audit.detail()));
        }
    }

    /** That it was suppressed is a decision. */
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

    /** Oldest first; of the same time as they were put down. */
    public List<HistoryEntry> entries() {
        return told.stream()
                .sorted(Comparator.comparingLong(HistoryEntry::time))
                .toList();
    }
}
