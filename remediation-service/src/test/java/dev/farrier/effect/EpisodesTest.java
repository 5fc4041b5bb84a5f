package dev.farrier.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.AuditRecordBuilder;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpisodesTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            healed by events        | a 0 act r, a 0 remediating guards-passed, a 5 ran succeeded, a 5 verifying steps-done, a 40 resolved cleared | r HEALED 0..40
            healed by a probe       | a 0 act r, a 0 remediating guards-passed, a 5 ran succeeded, a 5 verifying steps-done, a 9 ran succeeded, a 9 resolved verified | r HEALED 0..9
            confirmed first         | a 0 act r, a 0 confirming guards-passed, a 2 ran succeeded, a 2 remediating confirmed, a 5 ran succeeded, a 40 resolved cleared | r HEALED 0..40
            the second rung helps   | a 0 act r, a 0 remediating guards-passed, a 5 ran succeeded, a 60 verifying not-verified, a 60 act s, a 60 remediating guards-passed, a 70 ran succeeded, a 90 resolved cleared | r DID_NOT_HELP 0..60; s HEALED 60..90
            from step to rung       | a 0 act r, a 0 remediating guards-passed, a 0 sent, a 5 ran step-failed, a 5 remediating step-failed, a 5 act s, a 5 sent, a 9 ran succeeded, a 9 verifying steps-done, a 20 resolved cleared | r FAILED 0..5; s HEALED 5..20
            fires again             | a 0 act r, a 0 remediating guards-passed, a 5 ran succeeded, a 5 verifying steps-done, a 20 verifying fired-again | r DID_NOT_HELP 0..20
            fails                   | a 0 act r, a 0 remediating guards-passed, a 5 ran step-failed, a 5 remediating step-failed, a 5 escalated rungs-used-up | r FAILED 0..5
            fails, retried, helps   | a 0 act r, a 0 remediating guards-passed, a 5 ran step-failed, a 5 remediating step-retried, a 9 ran succeeded, a 30 resolved cleared | r HEALED 0..30
            refused by all          | a 0 act r, a 0 remediating guards-passed, a 0 sent, a 1 ran refused, a 1 remediating refused | r FAILED 0..1
            cannot be sent          | a 0 act r, a 0 remediating guards-passed, a 0 remediating render-failed mend, a 0 remediating render-failed | r FAILED 0..0
            confirm cannot be sent  | a 0 act r, a 0 confirming guards-passed, a 0 confirming render-failed confirm, a 0 escalated not-confirmed | -
            put back, then next     | a 0 act r, a 0 remediating guards-passed, a 5 ran succeeded, a 60 verifying not-verified, a 60 remediating returning, a 63 ran succeeded, a 63 escalated rungs-used-up | r DID_NOT_HELP 0..60
            healed and put back     | a 0 act r, a 0 remediating guards-passed, a 5 ran succeeded, a 40 remediating returning, a 43 ran succeeded, a 43 resolved cleared | r HEALED 0..43
            cannot be put back      | a 0 act r, a 0 remediating guards-passed, a 5 ran succeeded, a 40 remediating returning, a 43 ran step-failed, a 43 escalated not-returned, a 99 cancelled cancelled | r FAILED 0..43
            the worker is lost      | a 0 act r, a 0 remediating guards-passed, a 5 ran worker-lost, a 5 escalated worker-lost, a 50 resolved cleared | r OUTCOME_UNKNOWN 0..5
            the source is silent    | a 0 act r, a 0 remediating guards-passed, a 5 ran succeeded, a 5 verifying steps-done, a 90 escalated source-stale | r OUTCOME_UNKNOWN 0..90
            no answer, and it helped | a 0 act r, a 0 remediating guards-passed, a 5 ran outcome-unknown, a 5 verifying outcome-unknown, a 50 resolved cleared | r HEALED 0..50
            no answer, and not      | a 0 act r, a 0 remediating guards-passed, a 5 ran outcome-unknown, a 5 verifying outcome-unknown, a 50 verifying not-verified | r OUTCOME_UNKNOWN 0..50
            refused, goes on        | a 0 act r, a 0 remediating guards-passed, a 1 ran refused, a 1 verifying steps-done, a 9 ran succeeded, a 9 resolved verified | -
            waits between its steps | a 0 act r, a 0 remediating guards-passed, a 1 deferred site-busy, a 8 remediating continued, a 9 ran succeeded, a 9 verifying steps-done, a 20 resolved cleared | r HEALED 0..20
            looks again             | a 0 act r, a 0 confirming guards-passed, a 1 ran succeeded, a 1 remediating confirmed, a 8 ran expired, a 8 confirming continued, a 9 ran step-failed, a 9 suppressed not-confirmed | -
            cancelled               | a 0 act r, a 0 remediating guards-passed, a 5 ran succeeded, a 9 cancelled cancelled | r CANCELLED 0..9
            goes on                 | a 0 act r, a 0 remediating guards-passed, a 0 sent | r RUNNING 0..-
            waits for a worker      | a 0 act r, a 0 remediating guards-passed, a 0 deferred site-busy | -
            only looked             | a 0 act r, a 0 confirming guards-passed, a 2 ran step-failed, a 2 suppressed not-confirmed | -
            no worker took it       | a 0 act r, a 0 remediating guards-passed, a 9 ran expired, a 9 resolved cleared-itself | -
            only held back          | a 0 defer cooldown, a 0 deferred cooldown, a 50 resolved cleared-itself | -
            in shadow               | a 0 act r, a 0 deferred shadow, a 50 suppressed shadow | -
            """)
    void shouldTellHowEachRunEnded(String what, String script, String expected) {
        String runs = AuditScript.episodes(script).stream()
                .flatMap(episode -> episode.runs().stream())
                .map(run -> run.rung() + " " + run.result() + " " + seconds(run.startedAt()) + ".."
                        + (run.endedAt() == 0 ? "-" : seconds(run.endedAt())))
                .collect(Collectors.joining("; "));

        assertThat(runs.isEmpty() ? "-" : runs).isEqualTo(expected);
    }

    private static long seconds(long at) {
        return (at - AuditScript.T) / 1000;
    }

    @Test
    void shouldTakeARelapseForAnEpisodeOfItsOwn() {
        List<Episode> episodes = AuditScript.episodes(
                "a 0 act r, a 0 remediating guards-passed, a 5 ran succeeded, a 9 resolved cleared, a 50 open relapsed,"
                        + " a 50 act s, a 50 remediating guards-passed, a 60 ran succeeded, a 90 resolved cleared");

        assertThat(episodes).hasSize(2).allMatch(Episode::healed);
        assertThat(episodes.getLast().openedAt()).isEqualTo(AuditScript.T + 50_000);
    }

    @Test
    void shouldRememberWhyAPersonWasCalledFirst() {
        List<Episode> episodes = AuditScript.episodes(
                "a 0 defer rate-limited, a 0 deferred rate-limited, a 9 escalated rate-limited, a 20 escalated not-returned,"
                        + " a 30 resolved cleared");

        assertThat(episodes).singleElement().satisfies(episode -> {
            assertThat(episode.calledFor()).isEqualTo(Reason.RATE_LIMITED);
            assertThat(episode.clearedItself()).isFalse();
        });
    }

    /** What a person has ordered names the incident, and neither its policy nor its group. */
    @Test
    void shouldLeaveOutOrdersAndWhatIsAboutFarrierItself() {
        Episodes episodes = new Episodes();
        AuditRecordBuilder record = AuditRecordBuilder.builder()
                .time(AuditScript.T)
                .kind(AuditKind.OPERATOR)
                .reason(Reason.CANCELLED)
                .incident("a")
                .policy("")
                .group(Labels.empty())
                .target("h1")
                .with(Labels.empty());
        episodes.accept(record.build());
        episodes.accept(record.kind(AuditKind.STATE)
                .target("")
                .policy("stuck")
                .group(Labels.of("farrier_site", "s1"))
                .build());

        assertThat(episodes.all()).isEmpty();
    }
}
