package dev.farrier.faults.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.faults.judge.Story.Call;
import dev.farrier.faults.judge.Story.Case;
import dev.farrier.faults.judge.Story.Fired;
import dev.farrier.faults.judge.Story.Ignored;
import dev.farrier.faults.judge.Story.Kind;
import dev.farrier.faults.judge.Story.Loss;
import dev.farrier.faults.judge.Story.Order;
import dev.farrier.faults.judge.Story.Reported;
import dev.farrier.faults.judge.Story.Run;
import dev.farrier.faults.judge.Story.Said;
import dev.farrier.faults.judge.Story.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Limits LIMITS = new Limits(Set.of("rerun"), 3_000, 3, 60_000);
    private static final Subject ONCE = new Subject("once", "t-1");
    private static final Subject RERUN = new Subject("rerun", "t-1");

    private final List<Reported> events = new ArrayList<>();
    private final List<Fired> detections = new ArrayList<>();
    private final List<Ignored> ignored = new ArrayList<>();
    private final List<Case> incidents = new ArrayList<>();
    private final List<Order> commands = new ArrayList<>();
    private final List<Said> outcomes = new ArrayList<>();
    private final List<Loss> losses = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();

    /** An event at this time that led to a run of 300 ms and ended well a second later. */
    private void mended(String incident, Subject subject, long at) {
        events.add(new Reported("event-" + incident, subject));
        detections.add(new Fired(subject, at, List.of("event-" + incident)));
        incidents.add(new Case(incident, subject, "RESOLVED", "CLEARED", at, 0, at + 1_000, ""));
        ran(incident + "-1", 1, incident, subject, at + 10, at + 100);
    }

    private void ran(String command, int attempt, String incident, Subject subject, long issued, long start) {
        commands.add(new Order(command, attempt, incident, subject, "mend", "act", issued, issued + 30_000));
        outcomes.add(new Said(command, Kind.CLAIMED, start - 10));
        runs.add(new Run(command, subject, start, start + 300));
        outcomes.add(new Said(command, Kind.SUCCEEDED, start + 310));
    }

    /** What does not hold. */
    private List<String> found() {
        Story story = new Story(events, detections, ignored, incidents, commands, outcomes, losses, runs, calls);
        return Judge.checks(story, LIMITS).stream()
                .filter(check -> !check.holds())
                .map(Check::what)
                .toList();
    }

    @Test
    void shouldFindNothingWhenAllIsWell() {
        mended("a", ONCE, 1_000);
        mended("b", ONCE, 5_000);
        mended("c", RERUN, 10_000);

        assertThat(found()).isEmpty();
    }

    @Test
    void shouldFindACommandThatWasStartedTwice() {
        mended("a", ONCE, 1_000);
        runs.add(new Run("a-1", ONCE, 5_000, 5_300));

        assertThat(found()).containsExactly("a command started twice");
    }

    @Test
    void shouldFindTwoAttemptsOfAStepWhoseWorkersLossIsForAPerson() {
        mended("a", ONCE, 1_000);
        losses.add(new Loss("a-1", 1_200));
        ran("a-2", 2, "a", ONCE, 1_500, 1_600);

        assertThat(found()).containsExactly("a step run in two attempts");
    }

    @Test
    void shouldLetAStepRunAgainOnlyAfterItsWorkerWasGivenUp() {
        mended("a", RERUN, 1_000);
        ran("a-2", 2, "a", RERUN, 1_500, 1_600);
        assertThat(found()).containsExactly("a step run in two attempts");

        losses.add(new Loss("a-1", 1_300));
        assertThat(found()).isEmpty();
    }

    @Test
    void shouldFindTwoRunsAtOnceOnATarget() {
        mended("a", ONCE, 1_000);
        mended("b", RERUN, 1_299);
        assertThat(found()).containsExactly("two runs at once on a target");
    }

    @Test
    void shouldAllowARunThatBeginsWhenTheOneBeforeHasEnded() {
        mended("a", ONCE, 1_000);
        mended("b", RERUN, 1_300);
        assertThat(found()).isEmpty();
    }

    @Test
    void shouldFindAClaimAfterItsStartBy() {
        mended("a", ONCE, 1_000);
        commands.set(0, new Order("a-1", 1, "a", ONCE, "mend", "act", 1_010, 1_090));
        assertThat(found()).isEmpty();

        commands.set(0, new Order("a-1", 1, "a", ONCE, "mend", "act", 1_010, 1_089));
        assertThat(found()).containsExactly("a command started after its startBy");
    }

    @Test
    void shouldFindASuccessThatNobodyRan() {
        mended("a", ONCE, 1_000);
        runs.clear();

        assertThat(found()).containsExactly("an outcome that the ledger contradicts");
    }

    @Test
    void shouldFindARunWhoseEndNobodyTold() {
        mended("a", ONCE, 1_000);
        outcomes.removeLast();

        assertThat(found()).containsExactly("an outcome that the ledger contradicts");
    }

    @Test
    void shouldCountACallForAllWhoShareIt() {
        incidents.add(new Case("a", ONCE, "ESCALATED", "RUNGS_USED_UP", 1_000, 2_000, 0, "once-calls-1"));
        incidents.add(new Case("b", RERUN, "ESCALATED", "RUNGS_USED_UP", 1_000, 2_000, 0, "once-calls-1"));
        assertThat(found()).containsExactly("an escalated incident whose call was not delivered");

        calls.add(new Call("a", 2_500));
        assertThat(found()).isEmpty();
    }

    @Test
    void shouldFindARunThatWasSaidNeverToHaveBeenStarted() {
        mended("a", ONCE, 1_000);
        outcomes.set(1, new Said("a-1", Kind.NEVER_STARTED, 1_500));

        assertThat(found()).containsExactly("an outcome that the ledger contradicts");
    }

    @Test
    void shouldFindTheFourthRungWithinTheTimeOfThree() {
        mended("a", ONCE, 0);
        mended("b", ONCE, 10_000);
        mended("c", ONCE, 20_000);
        mended("d", ONCE, 60_000);
        assertThat(found()).isEmpty();

        mended("e", ONCE, 69_999);
        assertThat(found()).containsExactly("a rate limit exceeded");
    }

    @Test
    void shouldFindARungInsideTheCooldown() {
        mended("a", ONCE, 1_000);
        mended("b", ONCE, 4_990);
        assertThat(found()).isEmpty();

        mended("c", RERUN, 11_000);
        mended("d", RERUN, 14_989);
        assertThat(found()).containsExactly("a cooldown not kept");
    }

    @Test
    void shouldFindAnEventThatNothingDetected() {
        events.add(new Reported("e1", ONCE));

        assertThat(found()).containsExactly("an acknowledged event lost");
    }

    @Test
    void shouldFindADetectionThatNobodyDecided() {
        detections.add(new Fired(ONCE, 5_000, List.of("e1")));
        incidents.add(new Case("a", ONCE, "RESOLVED", "CLEARED", 1_000, 0, 4_999, ""));
        incidents.add(new Case("b", ONCE, "RESOLVED", "CLEARED", 5_001, 0, 9_000, ""));
        assertThat(found()).containsExactly("a detection without a decision");

        ignored.add(new Ignored(ONCE, 5_000));
        assertThat(found()).isEmpty();
    }

    @Test
    void shouldFindAWorkerThatWasGivenUpAfterItHadSaidTheEnd() {
        mended("a", ONCE, 1_000);
        losses.add(new Loss("a-1", 1_411));

        assertThat(found()).containsExactly("a worker given up though it had said the end");
    }

    @Test
    void shouldFindWhatHasNotComeToAnEnd() {
        incidents.add(new Case("a", ONCE, "DEFERRED", "TARGET_BUSY", 1_000, 0, 0, ""));

        assertThat(found()).containsExactly("an incident neither over nor escalated");
    }

    @Test
    void shouldFindAnEscalationOfWhichNobodyHeard() {
        incidents.add(new Case("a", ONCE, "ESCALATED", "RUNGS_USED_UP", 1_000, 2_000, 0, ""));
        assertThat(found()).containsExactly("an escalated incident whose call was not delivered");

        calls.add(new Call("a", 2_500));
        assertThat(found()).isEmpty();
    }
}
