package dev.farrier.replay.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.Bundle;
import dev.farrier.simulation.AssumedOutcomes;
import dev.farrier.simulation.SimulationPlan;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One replay stands for the live run, with other policies, outcomes or events. */
class LiveComparisonTest {
    private static final String[] LINES = {
        "2026-01-01T00:00:00Z a bad",
        "2026-01-01T00:00:10Z a bad",
        "2026-01-01T00:05:00Z a bad",
        "2026-01-01T00:05:10Z a bad",
        "2026-01-01T02:00:00Z b fine"
    };
    private static final long BEGIN = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long END = Instant.parse("2026-01-01T02:00:00Z").toEpochMilli();
    private static final RecordedRun NOTHING = new RecordedRun(List.of(), List.of(), List.of(), new TreeMap<>());
    private static final Bundle POLICIES = Replayed.policies();
    private static final Bundle HASTY = Replayed.policies("cooldown: 10m", "cooldown: 1s");

    private static RecordedRun run(Bundle policies, AssumedOutcomes outcomes, String... lines) {
        return Replayed.of(policies, outcomes, lines).run();
    }

    private static RecordedRun replayed() {
        return run(POLICIES, AssumedOutcomes.SUCCESS, LINES);
    }

    private static LiveComparison compare(RecordedRun replay, RecordedRun live) {
        return new LiveComparison(SimulationPlan.ofSource(POLICIES, "lines").bundle(), replay, live, BEGIN, END);
    }

    private static List<String> told(RecordedRun replay, RecordedRun live) {
        return compare(replay, live).differences().stream()
                .map(LiveDifference::text)
                .toList();
    }

    @Test
    void shouldFindNoDifferenceInTheSame() {
        LiveComparison same = compare(replayed(), replayed());
        assertThat(same.same()).isTrue();
        assertThat(same.differences()).isEmpty();
        assertThat(same.text())
                .isEqualTo("stuck: 2 detections in both, 0 only in the replay, 0 only live;"
                        + " 2 commands in both, 0 only in the replay, 0 only live\n");
        assertThat(same.json())
                .isEqualTo("{\"type\":\"comparison\",\"same\":true,\"policies\":[{\"policy\":\"stuck\",\"detections\":"
                        + "{\"both\":2,\"onlyReplay\":0,\"onlyLive\":0},\"commands\":"
                        + "{\"both\":2,\"onlyReplay\":0,\"onlyLive\":0}}]}");
        assertThat(compare(NOTHING, NOTHING).text())
                .isEqualTo("nothing was detected, neither live nor in the replay\n");
    }

    @Test
    void shouldTellHowTheCommandEndedAfterWhichTheyPart() {
        RecordedRun live = run(POLICIES, AssumedOutcomes.FAILURE, LINES);
        String parts = " | live again / restart runs restart: failed (1) by replay: assumed | replay again / restart"
                + " runs restart: succeeded (0) by replay: assumed";
        assertThat(told(replayed(), live))
                .startsWith(
                        "2026-01-01T00:00:10Z  only live    command    stuck{host=a} on a: harder / restart runs restart"
                                + parts,
                        "2026-01-01T00:00:10Z  only live    command    stuck{host=a} on a: page runs page" + parts);
        assertThat(compare(replayed(), live).differences().getFirst().json())
                .startsWith(
                        "{\"time\":\"2026-01-01T00:00:10Z\",\"type\":\"difference\",\"what\":\"command\","
                                + "\"only\":\"live\",\"policy\":\"stuck\",\"group\":{\"host\":\"a\"},\"target\":\"a\","
                                + "\"command\":\"harder / restart runs restart\",\"live\":\"again / restart runs restart: failed (1)");
    }

    @Test
    void shouldTellWhatTheGuardSaidInOneOfBoth() {
        RecordedRun hasty = run(HASTY, AssumedOutcomes.SUCCESS, LINES);
        assertThat(told(hasty, replayed()))
                .hasSize(2)
                .contains("2026-01-01T00:05:10Z  only replay  command    stuck{host=a} on a: again / restart runs"
                        + " restart | live defer cooldown: cooling down | replay act again");
        assertThat(told(replayed(), hasty))
                .hasSize(2)
                .contains("2026-01-01T00:05:10Z  only live    command    stuck{host=a} on a: again / restart runs"
                        + " restart | live act again | replay defer cooldown: cooling down");
    }

    /** The decider puts down once that it ignores; on a host that no inventory has it does. */
    @Test
    void shouldTellWhyADetectionWasIgnoredInOneOfBoth() {
        Bundle known = Replayed.policies("{name: b,", "{name: c,");
        String[] lines = {LINES[0].replace(" a ", " c "), LINES[1].replace(" a ", " c "), LINES[4]};
        assertThat(told(run(known, AssumedOutcomes.SUCCESS, lines), run(POLICIES, AssumedOutcomes.SUCCESS, lines)))
                .hasSize(2)
                .last()
                .asString()
                .startsWith(
                        "2026-01-01T00:00:10Z  only replay  command    stuck{host=c} on c: again / restart runs restart"
                                + " | live ignore unknown-target: ")
                .endsWith(" | replay act again");
    }

    @Test
    void shouldTellThatAnOpenIncidentTookItIn() {
        RecordedRun live = run(Replayed.policies("quietFor: 2m", "quietFor: 8m"), AssumedOutcomes.SUCCESS, LINES);
        assertThat(told(run(HASTY, AssumedOutcomes.SUCCESS, LINES), live))
                .last()
                .asString()
                .contains(
                        "only replay  command    stuck{host=a} on a: again / restart runs restart | live repeat of stuck-")
                .endsWith(" | replay act again");
    }

    @Test
    void shouldTellWhatOnlyOneHasDetectedAndWhatItSaidOfIt() {
        RecordedRun live = run(POLICIES, AssumedOutcomes.SUCCESS, LINES[0], LINES[1], LINES[4]);
        assertThat(told(replayed(), live))
                .containsExactly("2026-01-01T00:05:10Z  only replay  detection  stuck{host=a} on a | replay defer"
                        + " cooldown: cooling down");
        assertThat(told(live, replayed()))
                .containsExactly("2026-01-01T00:05:10Z  only live    detection  stuck{host=a} on a | live defer"
                        + " cooldown: cooling down");
        assertThat(told(replayed(), NOTHING)).hasSize(4).allMatch(line -> line.contains("only replay"));
    }

    @Test
    void shouldLookOnlyAtThePoliciesAndTheTimeThatWereReplayed() {
        Bundle bundle = SimulationPlan.ofSource(POLICIES, "lines").bundle();
        long detected = Instant.parse("2026-01-01T00:05:10Z").toEpochMilli();
        assertThat(new LiveComparison(bundle, replayed(), NOTHING, detected, END).differences())
                .hasSize(1);
        assertThat(new LiveComparison(bundle, replayed(), NOTHING, detected + 1, END).same())
                .isTrue();
        assertThat(new LiveComparison(bundle, replayed(), NOTHING, BEGIN, detected - 1).differences())
                .hasSize(3);
        Bundle none = new Bundle(
                "c",
                POLICIES.sources(),
                new TreeMap<>(),
                POLICIES.actions(),
                POLICIES.resources(),
                POLICIES.budgets(),
                POLICIES.stormBreakers(),
                POLICIES.scripts());
        assertThat(new LiveComparison(none, NOTHING, replayed(), BEGIN, END).same())
                .isTrue();
    }
}
