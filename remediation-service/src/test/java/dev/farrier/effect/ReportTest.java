package dev.farrier.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.effect.Report.Called;
import dev.farrier.effect.Report.Healed;
import dev.farrier.effect.Report.Recurred;
import dev.farrier.model.Reason;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final String SCRIPT =
            "a1 0 act r, a1 0 remediating guards-passed, a1 0 ran succeeded, a1 30 resolved cleared,"
                    + "a2 60 act r, a2 60 remediating guards-passed, a2 60 ran succeeded, a2 90 resolved cleared,"
                    + "b 0 defer rate-limited, b 0 deferred rate-limited, b 9 escalated rate-limited, b 20 resolved cleared,"
                    + "c 0 act r, c 0 remediating guards-passed, c 0 ran succeeded, c 60 verifying not-verified,"
                    + "c 60 escalated rungs-used-up,"
                    + "d 0 act r, d 0 remediating guards-passed, d 0 ran step-failed, d 1 remediating step-failed,"
                    + "d 1 escalated rungs-used-up,"
                    + "e 0 act r, e 0 deferred shadow, e 30 resolved cleared-itself,"
                    + "f 0 act r, f 0 confirming guards-passed, f 2 suppressed not-confirmed";

    @Test
    void shouldTellWhatWasDoneAndWhatWasLeftToPeople() {
        Report report = Report.of(AuditScript.episodes(SCRIPT), AuditScript.T);

        assertThat(report.healed()).containsExactly(new Healed("stuck", 2, 1));
        assertThat(report.lasting()).isEqualTo(1);
        assertThat(report.called())
                .containsExactly(
                        new Called("stuck", Reason.RUNGS_USED_UP, 2, 1),
                        new Called("stuck", Reason.RATE_LIMITED, 1, 1));
        assertThat(report.recurred()).containsExactly(new Recurred("stuck", "h1", 5, 2));
    }

    @Test
    void shouldLeaveOutWhatWasOpenedBefore() {
        Report report = Report.of(AuditScript.episodes(SCRIPT), AuditScript.T + 60_000);

        assertThat(report.healed()).containsExactly(new Healed("stuck", 1, 0));
        assertThat(report.called()).isEmpty();
        assertThat(report.recurred()).isEmpty();
    }
}
