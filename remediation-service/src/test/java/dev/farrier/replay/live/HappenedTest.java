package dev.farrier.replay.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Reason;
import dev.farrier.replay.AssumedOutcomes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Detections on a host that no inventory has are ignored. */
class HappenedTest {
    private static Run ignoring(String... times) {
        String[] lines = Stream.of(times)
                .flatMap(time -> Stream.of(time + ":00Z c bad", time + ":10Z c bad"))
                .toArray(String[]::new);
        return Replayed.of(Replayed.policies(), AssumedOutcomes.SUCCESS, lines).run();
    }

    private static List<Fate> fates(Run run) {
        Happened happened = new Happened(run);
        return happened.detections().keySet().stream().map(happened::fate).toList();
    }

    private static Run with(Run run, List<AuditRecord> audit) {
        return new Run(run.detections(), run.outcomes(), audit, run.incidents(), run.begin(), run.end());
    }

    @Test
    void shouldTakeEachForARepeatOfTheFirstHoweverLongTheyGoOn() {
        Run run = ignoring("2026-01-01T00:00", "2026-01-01T00:50", "2026-01-01T01:40");
        assertThat(run.audit())
                .filteredOn(audit -> audit.kind() == AuditRecord.Kind.DECISION)
                .hasSize(1);
        assertThat(fates(run))
                .hasSize(3)
                .allSatisfy(fate -> assertThat(fate)
                        .isInstanceOfSatisfying(
                                Fate.Ignored.class,
                                ignored ->
                                        assertThat(ignored.decision().reason()).isEqualTo(Reason.UNKNOWN_TARGET)));
    }

    /** The decider would have told of the second again: what became of it is not on record. */
    @Test
    void shouldNotTakeForARepeatWhatCameLongAfter() {
        Run run = ignoring("2026-01-01T00:00", "2026-01-01T01:30");
        List<AuditRecord> decisions = run.audit().stream()
                .filter(audit -> audit.kind() == AuditRecord.Kind.DECISION)
                .toList();
        assertThat(fates(run)).hasSize(2).allMatch(Fate.Ignored.class::isInstance);
        assertThat(decisions).hasSize(2);
        assertThat(fates(with(run, decisions.subList(0, 1))))
                .containsExactly(new Fate.Ignored(decisions.getFirst()), new Fate.Untold());
    }
}
