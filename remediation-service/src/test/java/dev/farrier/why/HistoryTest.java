package dev.farrier.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.why.HistoryEntry.AnswerEntry;
import dev.farrier.why.HistoryEntry.DecisionEntry;
import dev.farrier.why.HistoryEntry.EndEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final long T = 1_700_000_000_000L;

    private final History history = new History("stuck", "h1");

    private static AuditRecord audit(
            long time, AuditKind kind, String policy, String target, @Nullable IncidentState state, Reason reason) {
        return new AuditRecord(
                time,
                kind,
                "stuck-1",
                policy,
                "c1",
                Labels.empty(),
                target,
                kind == AuditKind.DECISION ? Verdict.ACT : null,
                state,
                reason,
                0,
                "restart",
                "",
                "",
                "",
                Labels.empty(),
                "so it is",
                1);
    }

    private void state(long time, IncidentState state, Reason reason) {
        history.accept(audit(time, AuditKind.STATE, "stuck", "h1", state, reason));
    }

    @Test
    void shouldTellWhoseAnswerItWas() {
        history.accept(audit(T, AuditKind.OPERATOR, "stuck", "h1", null, Reason.APPROVED));

        assertThat(history.entries()).containsExactly(new AnswerEntry(T, "stuck-1", Reason.APPROVED, "so it is"));
    }

    @Test
    void shouldTellRelapses() {
        state(T, IncidentState.OPEN, Reason.DETECTED);
        state(T + 1_000, IncidentState.RESOLVED, Reason.VERIFIED);
        state(T + 2_000, IncidentState.OPEN, Reason.RELAPSED);
        state(T + 3_000, IncidentState.ESCALATED, Reason.RUNGS_USED_UP);

        assertThat(history.entries())
                .containsExactly(
                        new EndEntry(T + 1_000, "stuck-1", IncidentState.RESOLVED, Reason.VERIFIED, "so it is"),
                        new EndEntry(T + 2_000, "stuck-1", IncidentState.OPEN, Reason.RELAPSED, "so it is"),
                        new EndEntry(T + 3_000, "stuck-1", IncidentState.ESCALATED, Reason.RUNGS_USED_UP, "so it is"));
    }

    @Test
    void shouldTellDecisionsEscalationsAndEndsInOrderOfTime() {
        state(T + 3_000, IncidentState.RESOLVED, Reason.CLEARED);
        history.accept(audit(T, AuditKind.DECISION, "stuck", "h1", null, Reason.GUARDS_PASSED));
        state(T, IncidentState.REMEDIATING, Reason.GUARDS_PASSED);
        state(T + 1_000, IncidentState.ESCALATED, Reason.RUNGS_USED_UP);
        state(T + 2_000, IncidentState.ESCALATED, Reason.EXPIRED);
        state(T + 4_000, IncidentState.CANCELLED, Reason.CANCELLED);

        assertThat(history.entries())
                .containsExactly(
                        new DecisionEntry(T, Verdict.ACT, Reason.GUARDS_PASSED, "restart", 0, "so it is"),
                        new EndEntry(T + 1_000, "stuck-1", IncidentState.ESCALATED, Reason.RUNGS_USED_UP, "so it is"),
                        new EndEntry(T + 3_000, "stuck-1", IncidentState.RESOLVED, Reason.CLEARED, "so it is"),
                        new EndEntry(T + 4_000, "stuck-1", IncidentState.CANCELLED, Reason.CANCELLED, "so it is"));
    }

    @Test
    void shouldTellNothingOfOtherPoliciesAndTargets() {
        history.accept(audit(T, AuditKind.DECISION, "other", "h1", null, Reason.GUARDS_PASSED));
        history.accept(audit(T, AuditKind.STATE, "stuck", "h2", IncidentState.RESOLVED, Reason.CLEARED));
        history.accept(audit(T, AuditKind.COMMAND, "stuck", "h1", null, Reason.GUARDS_PASSED));
        state(T, IncidentState.SUPPRESSED, Reason.STALE_EVENT);

        assertThat(history.entries()).isEqualTo(List.of());
    }
}
