package dev.farrier.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.effect.ModeEvidence.Answers;
import dev.farrier.effect.ModeEvidence.Day;
import dev.farrier.model.Reason;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ModeEvidenceTest {
    private static ModeEvidence of(String script) {
        ModeEvidence evidence = new ModeEvidence("stuck", AuditScript.T);
        AuditScript.records(script, AuditScript.T).forEach(evidence::accept);
        return evidence;
    }

    @Test
    void shouldCountByDayWhatShadowWouldHaveRun() {
        ModeEvidence evidence = of("a 0 act r, a 0 deferred shadow, a 30 resolved cleared-itself,"
                + "b 9 act r, b 9 deferred shadow, b 609 suppressed shadow,"
                + "c 86400 defer cooldown, c 86400 deferred cooldown, c 86430 resolved cleared-itself");

        assertThat(evidence.days())
                .containsExactly(
                        new Day(LocalDate.of(2023, 11, 14), 2, 1, 2, 0, 0, 0),
                        new Day(LocalDate.of(2023, 11, 15), 1, 1, 0, 0, 0, 0));
        assertThat(evidence.heldBack()).containsOnlyKeys(Reason.COOLDOWN).containsEntry(Reason.COOLDOWN, 1);
        assertThat(evidence.effect().shadow().clearedItself()).isEqualTo(1);
    }

    @Test
    void shouldCountNoYesThatNobodyGave() {
        ModeEvidence evidence = of("a 0 act r, a 0 awaiting_approval awaiting-approval, a 0 defer awaiting-approval,"
                + "a 900 said approval-timeout, a 900 act s, a 900 awaiting_approval awaiting-approval,"
                + "a 900 defer awaiting-approval, a 990 escalated rejected");

        assertThat(evidence.answers()).isEqualTo(new Answers(1, 0, 1, 1));
    }

    @Test
    void shouldCountHowPersonsAnswered() {
        ModeEvidence evidence = of("a 0 act r, a 0 confirming guards-passed, a 1 awaiting_approval awaiting-approval,"
                + "a 1 defer awaiting-approval, a 60 said approved, a 60 act r, a 60 confirming guards-passed, a 61 remediating confirmed,"
                + "a 62 ran succeeded, a 90 resolved cleared,"
                + "b 0 act r, b 0 awaiting_approval awaiting-approval, b 0 defer awaiting-approval, b 9 escalated rejected,"
                + "c 0 act r, c 0 awaiting_approval awaiting-approval, c 0 defer awaiting-approval,"
                + "c 900 escalated approval-timeout");

        assertThat(evidence.answers()).isEqualTo(new Answers(3, 1, 1, 1));
        assertThat(evidence.days()).singleElement().isEqualTo(new Day(LocalDate.of(2023, 11, 14), 3, 0, 0, 1, 1, 2));
        assertThat(evidence.heldBack()).isEmpty();
        assertThat(evidence.effect().rungs()).singleElement().satisfies(rung -> {
            assertThat(rung.runs()).isEqualTo(1);
            assertThat(rung.healed()).isEqualTo(1);
        });
    }
}
