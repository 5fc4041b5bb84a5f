package dev.farrier.replay.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import dev.farrier.simulation.AssumedOutcomes;
import dev.farrier.simulation.CommandOutcomes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedOutcomesTest {
    private static final String[] LINES = {
        "2026-01-01T00:00:00Z a bad",
        "2026-01-01T00:00:10Z a bad",
        "2026-01-01T00:00:20Z b bad",
        "2026-01-01T00:00:30Z b bad",
        "2026-01-01T02:00:00Z a bad",
        "2026-01-01T02:00:01Z a bad"
    };

    /** One letter for each command in order; the last one for all that follow. */
    private static CommandOutcomes script(String letters) {
        int[] sent = {0};
        return (command, incident, at) -> {
            char how = letters.charAt(Math.min(sent[0]++, letters.length() - 1));
            List<Outcome> said = new ArrayList<>();
            if (how != 'r') {
                said.add(outcome(command, OutcomeKind.CLAIMED, at));
            }
            switch (how) {
                case 's' -> said.add(outcome(command, OutcomeKind.SUCCEEDED, at));
                case 'f' -> said.add(outcome(command, OutcomeKind.FAILED, at));
                case 't' -> said.add(outcome(command, OutcomeKind.TIMED_OUT, at));
                case 'r' -> said.add(refused(command, at));
                case 'e' -> said.add(outcome(command, OutcomeKind.NOT_STARTED, at));
                case 'l' -> {} // claimed, and never heard of again
                default -> throw new AssertionError(how);
            }
            return said;
        };
    }

    /** As no other worker would do it either. */
    private static Outcome refused(Command command, long at) {
        return new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                command.worker().toString(),
                OutcomeKind.REFUSED,
                at,
                1,
                "out",
                RefusalReason.INVALID,
                "said");
    }

    private static Outcome outcome(Command command, OutcomeKind kind, long at) {
        return new Outcome(command.id(), command.incident(), command.site(), "w-1", kind, at, 1, "out", "said");
    }

    /** Succeeded, failed, timed out, refused, lost: on confirm, steps and pages. */
    @ParameterizedTest
    @ValueSource(strings = {"s", "f", "sf", "sfs", "ssst", "sfrs", "slsss", "slfssf", "sr", "l"})
    void shouldGiveTheSameLinesAsTheRunThatWasRecorded(String letters) {
        Replayed live = Replayed.of(Replayed.policies(), script(letters), LINES);
        RecordedOutcomes recorded = new RecordedOutcomes(live.run());

        Replayed again = Replayed.of(Replayed.policies(), recorded, LINES);

        assertThat(again.lines()).isEqualTo(live.lines()).anyMatch(line -> line.contains("\"command\""));
        assertThat(recorded.remark().orElseThrow()).doesNotContain("assumed");
    }

    /** The first attempt of each command is never started; only the second says how the step ends. */
    @Test
    void shouldPassOverWhatWasNeverStarted() {
        Replayed live = Replayed.of(Replayed.policies(), script("eseses"), LINES[0], LINES[1]);
        Replayed again = Replayed.of(Replayed.policies(), new RecordedOutcomes(live.run()), LINES[0], LINES[1]);

        assertThat(live.lines())
                .filteredOn(line -> line.contains("\"command\""))
                .hasSizeGreaterThan(2);
        assertThat(again.lines())
                .isEqualTo(Replayed.of(Replayed.policies(), AssumedOutcomes.SUCCESS, LINES[0], LINES[1])
                        .lines());
    }

    @Test
    void shouldAssumeSuccessWhereNothingWasRecordedAndSaySo() {
        Replayed live = Replayed.of(Replayed.policies(), script("sf"), LINES[0], LINES[1]);
        RecordedOutcomes recorded = new RecordedOutcomes(live.run());

        Replayed again = Replayed.of(Replayed.policies(), recorded, LINES);

        String failed = "\"reason\":\"rungs-used-up\"";
        assertThat(again.lines())
                .filteredOn(line -> line.contains("\"escalated\""))
                .hasSize(1);
        assertThat(live.lines()).anyMatch(line -> line.contains(failed) && line.contains("\"host\":\"a\""));
        assertThat(recorded.remark())
                .contains("3 of 7 commands had a recorded outcome, the rest were assumed to succeed");
    }

    /** A policy that fires on the first match already: the incident is the same one, ten seconds earlier. */
    @Test
    void shouldFindTheIncidentThatWasDetectedNearest() {
        Replayed live = Replayed.of(Replayed.policies(), script("sf"), LINES[0], LINES[1]);
        RecordedOutcomes recorded = new RecordedOutcomes(live.run());

        Replayed again = Replayed.of(Replayed.policies("count: 2", "count: 1"), recorded, LINES[0], LINES[1]);

        assertThat(again.lines()).anyMatch(line -> line.contains("\"escalated\""));
        assertThat(recorded.remark().orElseThrow()).doesNotContain("assumed");
    }

    /** Live only the second of two was acted on: what is known of it goes for the first one too, and stays its own. */
    @Test
    void shouldLeaveTheOutcomesOfAnIncidentToItsOwnDetection() {
        String[] first = {LINES[0], LINES[1]};
        String[] second = {"2026-01-01T00:20:00Z a bad", "2026-01-01T00:20:10Z a bad"};
        Replayed live = Replayed.of(Replayed.policies(), script("sfs"), second);
        RecordedOutcomes recorded = new RecordedOutcomes(live.run());

        Replayed again = Replayed.of(Replayed.policies(), recorded, first[0], first[1], second[0], second[1]);

        assertThat(live.lines()).filteredOn(RecordedOutcomesTest::isHarder).hasSize(1);
        assertThat(again.lines()).filteredOn(RecordedOutcomesTest::isHarder).hasSize(2);
        assertThat(recorded.remark().orElseThrow()).doesNotContain("assumed");
    }

    private static boolean isHarder(String line) {
        return line.contains("\"type\":\"command\"") && line.contains("\"rung\":\"harder\"");
    }
}
