package dev.farrier.faults.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.faults.judge.History.ActionExecution;
import dev.farrier.faults.judge.History.CommandOutcome;
import dev.farrier.faults.judge.History.CommandOutcomeKind;
import dev.farrier.faults.judge.History.Firing;
import dev.farrier.faults.judge.History.IgnoredDetection;
import dev.farrier.faults.judge.History.IncidentSummary;
import dev.farrier.faults.judge.History.IssuedCommand;
import dev.farrier.faults.judge.History.LostCommand;
import dev.farrier.faults.judge.History.PagerCall;
import dev.farrier.faults.judge.History.Subject;
import dev.farrier.faults.judge.History.SymptomEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Limits LIMITS = new Limits(Set.of("rerun"), 3_000, 3, 60_000, 0);
    private static final Subject ONCE = new Subject("once", "t-1");
    private static final Subject RERUN = new Subject("rerun", "t-1");

    private final List<SymptomEvent> events = new ArrayList<>();
    private final List<Firing> detections = new ArrayList<>();
    private final List<IgnoredDetection> ignored = new ArrayList<>();
    private final List<IncidentSummary> incidents = new ArrayList<>();
    private final List<IssuedCommand> commands = new ArrayList<>();
    private final List<CommandOutcome> outcomes = new ArrayList<>();
    private final List<LostCommand> losses = new ArrayList<>();
    private final List<ActionExecution> runs = new ArrayList<>();
    private final List<PagerCall> calls = new ArrayList<>();

    /** An event at this time that led to a run of 300 ms and ended well a second later. */
    private void mended(String incident, Subject subject, long at) {
        events.add(new SymptomEvent("event-" + incident, subject));
        detections.add(new Firing(subject, at, List.of("event-" + incident)));
        incidents.add(new IncidentSummary(incident, subject, "RESOLVED", "CLEARED", at, 0, at + 1_000, ""));
        ran(incident + "-1", 1, incident, subject, at + 10, at + 100);
    }

    private void ran(String command, int attempt, String incident, Subject subject, long issued, long start) {
        commands.add(new IssuedCommand(command, attempt, incident, subject, "mend", "act", issued, issued + 30_000));
        outcomes.add(new CommandOutcome(command, CommandOutcomeKind.CLAIMED, start - 10));
        runs.add(new ActionExecution(command, subject, start, start + 300));
        outcomes.add(new CommandOutcome(command, CommandOutcomeKind.SUCCEEDED, start + 310));
    }

    /** What does not hold. */
    private List<String> found() {
        return found(LIMITS);
    }

    private List<String> found(Limits limits) {
        History history = new History(events, detections, ignored, incidents, commands, outcomes, losses, runs, calls);
        return Judge.checks(history, limits).stream()
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
        runs.add(new ActionExecution("a-1", ONCE, 5_000, 5_300));

        assertThat(found()).containsExactly("a command started twice");
    }

    @Test
    void shouldFindTwoAttemptsOfAStepWhoseWorkersLossIsForAPerson() {
        mended("a", ONCE, 1_000);
        losses.add(new LostCommand("a-1", 1_200));
        ran("a-2", 2, "a", ONCE, 1_500, 1_600);

        assertThat(found()).containsExactly("a step run in two attempts");
    }

    @Test
    void shouldLetAStepRunAgainOnlyAfterItsWorkerWasGivenUp() {
        mended("a", RERUN, 1_000);
        ran("a-2", 2, "a", RERUN, 1_500, 1_600);
        assertThat(found()).containsExactly("a step run in two attempts");

        losses.add(new LostCommand("a-1", 1_300));
        assertThat(found()).isEmpty();
    }

    @Test
    void shouldFindABudgetThatWasExceeded() {
        Subject other = new Subject("once", "t-2");
        mended("a", ONCE, 1_000);
        mended("b", other, 1_899);
        assertThat(found(new Limits(Set.of("rerun"), 3_000, 3, 60_000, 2))).isEmpty();
        assertThat(found(new Limits(Set.of("rerun"), 3_000, 3, 60_000, 1)))
                .as("the second action begins 1 ms before the first incident ends")
                .containsExactly("a disruption budget exceeded");
    }

    @Test
    void shouldAllowABudgetToBeUsedAnewWhenAnIncidentEnds() {
        mended("a", ONCE, 1_000);
        mended("b", new Subject("once", "t-2"), 1_900);
        assertThat(found(new Limits(Set.of("rerun"), 3_000, 3, 60_000, 1))).isEmpty();
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
        commands.set(0, new IssuedCommand("a-1", 1, "a", ONCE, "mend", "act", 1_010, 1_090));
        assertThat(found()).isEmpty();

        commands.set(0, new IssuedCommand("a-1", 1, "a", ONCE, "mend", "act", 1_010, 1_089));
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
        incidents.add(new IncidentSummary("a", ONCE, "ESCALATED", "RUNGS_USED_UP", 1_000, 2_000, 0, "once-calls-1"));
        incidents.add(new IncidentSummary("b", RERUN, "ESCALATED", "RUNGS_USED_UP", 1_000, 2_000, 0, "once-calls-1"));
        assertThat(found()).containsExactly("an escalated incident whose call was not delivered");

        calls.add(new PagerCall("a", 2_500));
        assertThat(found()).isEmpty();
    }

    @Test
    void shouldFindARunThatWasSaidNeverToHaveBeenStarted() {
        mended("a", ONCE, 1_000);
        outcomes.set(1, new CommandOutcome("a-1", CommandOutcomeKind.NEVER_STARTED, 1_500));

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
        events.add(new SymptomEvent("e1", ONCE));

        assertThat(found()).containsExactly("an acknowledged event lost");
    }

    @Test
    void shouldFindADetectionThatNobodyDecided() {
        detections.add(new Firing(ONCE, 5_000, List.of("e1")));
        incidents.add(new IncidentSummary("a", ONCE, "RESOLVED", "CLEARED", 1_000, 0, 4_999, ""));
        incidents.add(new IncidentSummary("b", ONCE, "RESOLVED", "CLEARED", 5_001, 0, 9_000, ""));
        assertThat(found()).containsExactly("a detection without a decision");

        ignored.add(new IgnoredDetection(ONCE, 5_000));
        assertThat(found()).isEmpty();
    }

    @Test
    void shouldFindAWorkerThatWasGivenUpAfterItHadSaidTheEnd() {
        mended("a", ONCE, 1_000);
        losses.add(new LostCommand("a-1", 1_411));

        assertThat(found()).containsExactly("a worker given up though it had said the end");
    }

    @Test
    void shouldFindWhatHasNotComeToAnEnd() {
        incidents.add(new IncidentSummary("a", ONCE, "DEFERRED", "TARGET_BUSY", 1_000, 0, 0, ""));

        assertThat(found()).containsExactly("an incident neither over nor escalated");
    }

    @Test
    void shouldFindAnEscalationOfWhichNobodyHeard() {
        incidents.add(new IncidentSummary("a", ONCE, "ESCALATED", "RUNGS_USED_UP", 1_000, 2_000, 0, ""));
        assertThat(found()).containsExactly("an escalated incident whose call was not delivered");

        calls.add(new PagerCall("a", 2_500));
        assertThat(found()).isEmpty();
    }
}
