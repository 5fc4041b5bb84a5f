package dev.farrier.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuditLineTest {
    private static final long UNTIL = 1_700_000_000_000L;

    @Test
    void shouldSayWhatWasDecidedAndWhy() {
        assertThat(line(AuditKind.DECISION, "stuck-1", Verdict.DEFER, null, Reason.COOLDOWN, UNTIL, "cooling down", 1))
                .isEqualTo(
                        "stuck-1 on mb-01: defer (cooldown), rung restart, until 2023-11-14T22:13:20Z: cooling down");
        assertThat(line(AuditKind.DECISION, "stuck-1", Verdict.ACT, null, Reason.GUARDS_PASSED, 0, "", 1))
                .isEqualTo("stuck-1 on mb-01: act (guards-passed), rung restart");
    }

    @Test
    void shouldNameTheGroupOfWhatOpenedNoIncident() {
        assertThat(line(AuditKind.DECISION, "", Verdict.IGNORE, null, Reason.STALE_EVENT, 0, "too old", 1))
                .isEqualTo("stuck {host=mb-01} on mb-01: ignore (stale-event), rung restart: too old");
    }

    @Test
    void shouldTellStatesApart() {
        assertThat(line(AuditKind.STATE, "stuck-1", null, IncidentState.REMEDIATING, Reason.GUARDS_PASSED, 0, "", 1))
                .isEqualTo("stuck-1 on mb-01: remediating (guards-passed), rung restart");
        assertThat(line(
                        AuditKind.STATE,
                        "stuck-1",
                        null,
                        IncidentState.AWAITING_APPROVAL,
                        Reason.GUARDS_PASSED,
                        0,
                        "",
                        1))
                .isEqualTo("stuck-1 on mb-01: awaiting-approval (guards-passed), rung restart");
    }

    @Test
    void shouldSayWhatIsDoneAndHowItWent() {
        assertThat(line(AuditKind.COMMAND, "stuck-1", null, null, Reason.GUARDS_PASSED, 0, "", 1))
                .isEqualTo("stuck-1 on mb-01: does restart/stop (stop-unit)");
        assertThat(line(AuditKind.WOULD_RUN, "stuck-1", null, null, Reason.SHADOW, 0, "", 1))
                .isEqualTo("stuck-1 on mb-01: would do restart/stop (stop-unit)");
        assertThat(line(AuditKind.OUTCOME, "stuck-1", null, null, Reason.STEP_FAILED, 0, "exit 3", 1))
                .isEqualTo("stuck-1 on mb-01: done restart/stop (stop-unit) (step-failed): exit 3");
        assertThat(line(AuditKind.REPEAT, "stuck-1", null, null, Reason.REPEAT, 0, "", 4))
                .isEqualTo("stuck-1 on mb-01: repeated (repeat) 4 times");
    }

    @Test
    void shouldGiveAnOrderInItsOwnWords() {
        AuditRecord halt = new AuditRecord(
                0,
                AuditKind.OPERATOR,
                "",
                "",
                "",
                Labels.empty(),
                "",
                null,
                null,
                Reason.HALTED,
                0,
                "",
                "",
                "",
                "",
                Labels.empty(),
                "halted by ann: drill",
                1);
        assertThat(AuditLine.of(halt)).isEqualTo("halted by ann: drill");
    }

    private static String line(
            AuditKind kind,
            String incident,
            @Nullable Verdict verdict,
            @Nullable IncidentState state,
            Reason reason,
            long until,
            String detail,
            long count) {
        return AuditLine.of(new AuditRecord(
                0,
                kind,
                incident,
                "stuck",
                "c1",
                Labels.of("host", "mb-01"),
                "mb-01",
                verdict,
                state,
                reason,
                until,
                "restart",
                "stop",
                "stuck-1-1",
                "stop-unit",
                Labels.empty(),
                detail,
                count));
    }
}
