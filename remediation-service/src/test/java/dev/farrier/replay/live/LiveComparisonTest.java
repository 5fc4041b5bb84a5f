package dev.farrier.replay.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Detection;
import dev.farrier.policy.Bundle;
import dev.farrier.replay.AssumedOutcomes;
import dev.farrier.replay.ReplayPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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
    private static final Run NOTHING =
            new Run(List.of(), List.of(), List.of(), new TreeMap<>(), Long.MAX_VALUE, Long.MIN_VALUE);
    private static final Bundle POLICIES = Replayed.policies();

    private static Run run(Bundle policies, AssumedOutcomes outcomes, String... lines) {
        return Replayed.of(policies, outcomes, lines).run();
    }

    private static Run replayed() {
        return run(POLICIES, AssumedOutcomes.SUCCESS, LINES);
    }

    private static Input input(String... disordered) {
        return new Input(
                Instant.parse("2026-01-01T00:00:00Z").toEpochMilli(),
                Instant.parse("2026-01-01T02:00:00Z").toEpochMilli(),
                Set.of(disordered));
    }

    private static Bundle ready(Bundle bundle) {
        return ReplayPlan.of(bundle, "lines").bundle();
    }

    private static LiveSummary compare(Run replay, Run live, Input input, LivePolicies inForce) {
        return LiveComparison.of(ready(POLICIES), replay, live, input, inForce);
    }

    private static List<String> told(Run replay, Run live, LivePolicies inForce) {
        return compare(replay, live, input(), inForce).differences().stream()
                .map(LiveDifference::text)
                .toList();
    }

    @Test
    void shouldFindNoDifferenceInTheSame() {
        LiveSummary summary = compare(replayed(), replayed(), input(), commit -> ready(POLICIES));
        assertThat(summary.same()).isTrue();
        assertThat(summary.differences()).isEmpty();
        assertThat(summary.text())
                .isEqualTo("stuck: 2 detections in both, 0 only in the replay, 0 only live; no difference\n");
        assertThat(summary.json())
                .isEqualTo("{\"type\":\"comparison\",\"same\":true,\"policies\":[{\"policy\":\"stuck\",\"detections\":"
                        + "{\"both\":2,\"onlyReplay\":0,\"onlyLive\":0},\"causes\":{}}]}");
    }

    @Test
    void shouldTellThatACommandEndedOtherwiseAndWhatFollowed() {
        Run live = run(POLICIES, AssumedOutcomes.FAILURE, LINES);
        String because = " | outcome: again / restart runs restart: live failed (1) by replay: assumed, in the replay"
                + " succeeded (0) by replay: assumed";
        assertThat(told(replayed(), live, commit -> null))
                .startsWith(
                        "2026-01-01T00:00:10Z  decision   stuck{host=a} on a: replay act again | live act again, act"
                                + " harder" + because,
                        "2026-01-01T00:00:10Z  command    stuck{host=a} on a: replay not sent | live harder / restart"
                                + " runs restart" + because,
                        "2026-01-01T00:00:10Z  command    stuck{host=a} on a: replay not sent | live page runs page"
                                + because)
                .hasSize(3);
    }

    @Test
    void shouldTellThatAnIncidentWasStillOpen() {
        Run live = run(Replayed.policies("quietFor: 2m", "quietFor: 8m"), AssumedOutcomes.SUCCESS, LINES);
        assertThat(told(replayed(), live, commit -> null))
                .last()
                .asString()
                .startsWith("2026-01-01T00:05:10Z  decision   stuck{host=a} on a: replay defer cooldown; resolved"
                        + " cleared-itself | live repeat of stuck-")
                .contains(" | incident-open: live, stuck-", " was open until 2026-01-01T00:13:10Z");
    }

    @Test
    void shouldTellWhatAGuardSaidLive() {
        Run replay = run(Replayed.policies("cooldown: 10m", "cooldown: 1s"), AssumedOutcomes.SUCCESS, LINES);
        assertThat(told(replay, replayed(), commit -> null))
                .hasSize(3)
                .allMatch(line -> line.endsWith(" | cooldown: cooling down"))
                .first()
                .asString()
                .contains("replay act again | live defer cooldown | ");
    }

    @Test
    void shouldTellWhatAGuardSaidInTheReplayOnly() {
        Run live = run(Replayed.policies("cooldown: 10m", "cooldown: 1s"), AssumedOutcomes.SUCCESS, LINES);
        assertThat(told(replayed(), live, commit -> null))
                .hasSize(3)
                .allMatch(line -> line.endsWith(" | cooldown: in the replay: cooling down"))
                .first()
                .asString()
                .contains("replay defer cooldown | live act again | ");
    }

    /** What is known of the policies of that time goes with the cause, or is the cause where there is no other. */
    @Test
    void shouldTellThatThePolicyWasAnotherOne() {
        Bundle then = Replayed.policies("cooldown: 10m", "cooldown: 1s");
        Run live = run(then, AssumedOutcomes.SUCCESS, LINES);
        assertThat(told(replayed(), live, commit -> ready(then)))
                .first()
                .asString()
                .endsWith(
                        "| cooldown: in the replay: cooling down; under commit then it said: an incident of this policy"
                                + " has acted on the target and ended less than 1s ago: waits");

        Bundle other = Replayed.policies("count: 2", "count: 3");
        Run without = run(other, AssumedOutcomes.SUCCESS, LINES[0], LINES[1], LINES[1].replace(":10Z", ":20Z"));
        assertThat(told(replayed(), without, commit -> ready(other)))
                .first()
                .asString()
                .contains("replay act again; resolved cleared | live not detected | other-policy: under commit");
    }

    @Test
    void shouldTellWhatOnlyTheReplayHasDetected() {
        Run live = run(POLICIES, AssumedOutcomes.SUCCESS, LINES[0], LINES[1], LINES[4]);
        assertThat(told(replayed(), live, commit -> ready(POLICIES)))
                .containsExactly("2026-01-01T00:05:10Z  detection  stuck{host=a} on a: replay defer cooldown;"
                        + " resolved cleared-itself | live not detected | unknown");
        assertThat(told(replayed(), NOTHING, commit -> null))
                .hasSize(2)
                .allMatch(line -> line.endsWith("live not detected | not-recorded: the decider's log is empty"));
    }

    @Test
    void shouldTellThatAnEventCameLate() {
        Run live = run(POLICIES, AssumedOutcomes.SUCCESS, LINES[0], LINES[1], LINES[4]);
        Detection missing = replayed().detections().getLast().detection();
        String late = missing.samples().getFirst();
        assertThat(compare(replayed(), live, input(late), commit -> null).differences())
                .singleElement()
                .satisfies(difference ->
                        assertThat(difference.text()).endsWith("| late-event: " + late + " came after a newer one"));
    }

    @Test
    void shouldTellThatThePatternBeganBeforeTheInput() {
        Run replay = run(POLICIES, AssumedOutcomes.SUCCESS, LINES[1], LINES[2], LINES[3], LINES[4]);
        Input input = new Input(Instant.parse("2026-01-01T00:00:10Z").toEpochMilli(), input().end(), Set.of());
        assertThat(compare(replay, replayed(), input, commit -> null).differences())
                .first()
                .satisfies(
                        difference -> assertThat(difference.json())
                                .isEqualTo(
                                        "{\"time\":\"2026-01-01T00:00:10Z\",\"type\":\"difference\",\"what\":\"detection\","
                                                + "\"policy\":\"stuck\",\"group\":{\"host\":\"a\"},\"target\":\"a\","
                                                + "\"replay\":\"not detected\",\"live\":\"act again; resolved cleared\","
                                                + "\"cause\":\"before-input\",\"detail\":\"the input begins at 2026-01-01T00:00:10Z\"}"));
    }

    @Test
    void shouldLookOnlyAtThePoliciesAndTheTimeThatWereReplayed() {
        Input early = new Input(0, Instant.parse("2026-01-01T00:01:00Z").toEpochMilli(), Set.of());
        assertThat(compare(replayed(), NOTHING, early, commit -> null).differences())
                .hasSize(1);
        Bundle none = new Bundle(
                "c", POLICIES.sources(), new TreeMap<>(), POLICIES.actions(), POLICIES.resources(), POLICIES.scripts());
        assertThat(LiveComparison.of(none, NOTHING, replayed(), input(), commit -> null)
                        .same())
                .isTrue();
    }

    /** Events reach the live decider ten minutes late; by its clock the policy was the present one by then. */
    @Test
    void shouldJudgeByTheClockOfTheDecider() {
        Bundle then = Replayed.policies("count: 2", "count: 3");
        long lag = Duration.ofMinutes(10).toMillis();
        Detection first = replayed().detections().getFirst().detection();
        Run live = new Run(
                List.of(
                        heard(first, "then", "2026-01-01T00:00:10Z", lag),
                        heard(first, "now", "2026-01-01T00:04:00Z", lag)),
                List.of(),
                List.of(),
                new TreeMap<>(),
                first.time() + lag,
                Instant.parse("2026-01-01T00:16:00Z").toEpochMilli());
        assertThat(told(replayed(), live, commit -> ready(commit.equals("then") ? then : POLICIES)))
                .last()
                .asString()
                .startsWith("2026-01-01T00:05:10Z  detection  stuck{host=a} on a: ")
                .endsWith(" | live not detected | unknown");
    }

    private static Run.Heard heard(Detection like, String commit, String time, long lag) {
        long at = Instant.parse(time).toEpochMilli();
        return new Run.Heard(
                new Detection(
                        like.policy(),
                        commit,
                        like.group(),
                        at,
                        like.count(),
                        like.sources(),
                        like.because(),
                        like.samples(),
                        like.partition()),
                at + lag);
    }
}
