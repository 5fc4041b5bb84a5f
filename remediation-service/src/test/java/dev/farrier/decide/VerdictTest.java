package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.Effect;
import dev.farrier.detect.type.AbsenceDetector;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Verify;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a rung has helped: what counts against it, what counts for it, and what counts for nothing. */
class VerdictTest {
    private static final long SETTLE = 60_000;
    private static final long WITHIN = 600_000;
    /** Of the source in {@link Given}. */
    private static final long MAX_LAG = 10_000;

    private final Given given = new Given();

    private Play verifying(Clearing clearing) {
        if (!(clearing instanceof Clearing.QuietFor)) {
            given.clears = clearing instanceof Clearing.Resolved ? new Clearing.Resolved() : clearing;
        }
        given.rungs.clear();
        for (String name : List.of("first", "stronger")) {
            Verify verify = new Verify(
                    new RecoveryCheck.ByEvents(clearing), Duration.ofMillis(WITHIN), Duration.ofMillis(SETTLE));
            given.rungs.add(Given.rung(name, null, verify, Given.step("restart")));
        }
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        assertThat(state(play)).isEqualTo(IncidentState.VERIFYING);
        return play;
    }

    private static IncidentState state(Play play) {
        return play.incident("stuck", "a").state();
    }

    private static long settled(Play play) {
        return play.incident("stuck", "a").work().lastOutcomeAt() + SETTLE;
    }

    private static List<Command> resolved(Play play, long at) {
        return commands(play.evidence("stuck", "a", Play.START, at));
    }

    private static List<Command> firing(Play play) {
        return commands(play.evidence("stuck", "a", play.now, 0));
    }

    @ParameterizedTest
    @CsvSource({"-59999, false", "0, false", "1, true"})
    void shouldCountADetectionOnlyWhenAllEventsBehindItAreLaterThanSettle(long behindSettle, boolean fails) {
        Play play = verifying(new Clearing.QuietFor(Duration.ofMinutes(3)));
        play.after(SETTLE + 5_000);

        List<Command> sent = play.fires(settled(play) + behindSettle, 0);

        assertThat(sent).extracting(Command::rung).isEqualTo(fails ? List.of("stronger") : List.of());
    }

    @ParameterizedTest
    @CsvSource({
        // a match so long after the last step, and when it has been quiet for a minute, counted from the last step
        "0, 120000",
        "3000, 120000",
        "60000, 120000",
        "60001, 120001",
        "90000, 150000",
    })
    void shouldCountQuietFromSettleOrALaterMatch(long match, long quietAt) {
        Play play = verifying(new Clearing.QuietFor(Duration.ofMinutes(1)));
        long outcome = play.incident("stuck", "a").work().lastOutcomeAt();
        play.evidence("stuck", "a", outcome + match, 0);

        play.after(200_000).progress(outcome + quietAt - 1, "a", play.now);
        assertThat(state(play)).isEqualTo(IncidentState.VERIFYING);
        play.progress(outcome + quietAt, "a", play.now);
        assertThat(state(play)).isEqualTo(IncidentState.RESOLVED);
    }

    @Test
    void shouldTakeNoFiringForAFailureWhereTheAlertMustResolve() {
        Play play = verifying(new Clearing.Resolved());
        for (int minute = 0; minute < 9; minute++) {
            assertThat(play.after(60_000).fires(play.now, 0)).isEmpty();
            assertThat(play.readUpToNow()).isEmpty();
        }
        play.after(60_000);
        assertThat(play.readUpToNow())
                .as("within is over")
                .extracting(Command::rung)
                .containsExactly("stronger");
    }

    @Test
    void shouldBelieveAnEndAlsoBeforeItHasSettled() {
        Play play = verifying(new Clearing.Resolved());
        long end = play.after(1_000).now;
        resolved(play, end);

        play.after(MAX_LAG + 1);
        play.readUpToNow();
        assertThat(state(play)).isEqualTo(IncidentState.RESOLVED);
    }

    @Test
    void shouldTakeAClearingMatchBeforeItHasSettled() {
        given.clears = new Clearing.ClearingEvent(Set.of("well"));
        Play play = verifying(given.clears);
        resolved(play.after(1_000), play.now);
        assertThat(state(play)).isEqualTo(IncidentState.RESOLVED);
    }

    /** Between the last match and the beginning of the rung; a core that lagged reads it later. */
    @ParameterizedTest
    @CsvSource({"-1", "0", "1"})
    void shouldBelieveAClearingMatchThatWasOnItsWayWhenTheRungBegan(long behindItsBegin) {
        given.clears = new Clearing.ClearingEvent(Set.of("well"));
        Play play = verifying(given.clears);
        long begun = play.incident("stuck", "a").work().rungStartedAt();

        assertThat(commands(play.after(1_000).evidence("stuck", "a", begun - 2, begun + behindItsBegin)))
                .as("nothing stronger is done to what is well")
                .isEmpty();
        assertThat(state(play)).isEqualTo(IncidentState.RESOLVED);
    }

    @Test
    void shouldNotBelieveAClearingMatchBehindWhichThereWasAnother() {
        given.clears = new Clearing.ClearingEvent(Set.of("well"));
        given.rungs.set(
                0,
                Given.rung(
                        "first",
                        null,
                        new RecoveryCheck.ByEvents(given.clears),
                        Given.step("drain"),
                        Given.step("restart")));
        Play play = new Play(given.bundle());
        Command restart = command(play.run(command(play.detect("stuck", "a"))));
        play.evidence("stuck", "a", play.now - 2, play.now - 1);
        play.evidence("stuck", "a", play.now, 0);
        play.run(restart);
        assertThat(state(play)).isEqualTo(IncidentState.VERIFYING);
    }

    @Test
    void shouldResolveOnlyWhenItHasStayedSoForAsLongAsAsked() {
        Play play = verifying(new Clearing.Resolved(Duration.ofMinutes(3)));
        long first = play.after(30_000).now;
        resolved(play, first);
        play.after(179_999);
        play.readUpToNow();
        assertThat(state(play)).isEqualTo(IncidentState.VERIFYING);

        assertThat(firing(play)).as("begins anew, and fails nothing").isEmpty();
        long second = play.after(1_000).now;
        resolved(play, second);
        play.after(179_999);
        play.readUpToNow();
        assertThat(state(play)).isEqualTo(IncidentState.VERIFYING);
        play.after(1);
        play.readUpToNow();
        assertThat(state(play)).isEqualTo(IncidentState.RESOLVED);
    }

    @Test
    void shouldNotBeginTheNextRungWhileAResolvedWaitsToBeBelieved() {
        Play play = verifying(new Clearing.Resolved());
        long end = play.after(WITHIN - 5_000).now;
        resolved(play, end);
        play.after(10_000).progress(play.now, "a", end);

        assertThat(state(play)).as("within is over").isEqualTo(IncidentState.VERIFYING);
        play.after(5_000).readUpToNow();
        assertThat(state(play)).isEqualTo(IncidentState.RESOLVED);
        assertThat(play.incident("stuck", "a").history()).hasSize(1);
    }

    @Test
    void shouldGoOnAtOnceWhenAResolvedIsTakenBackAfterWithin() {
        Play play = verifying(new Clearing.Resolved());
        long end = play.after(WITHIN - 5_000).now;
        resolved(play, end);
        play.after(10_000).progress(play.now, "a", end);

        assertThat(firing(play)).extracting(Command::rung).containsExactly("stronger");
    }

    @Test
    void shouldCallAPersonOnceWhenAResolvedIsNeitherBelievedNorTakenBack() {
        Play play = verifying(new Clearing.Resolved());
        long end = play.after(WITHIN - 5_000).now;
        resolved(play, end);

        play.after(WITHIN - 1).progress(play.now, "a", end);
        assertThat(state(play)).isEqualTo(IncidentState.VERIFYING);
        List<Command> sent = commands(play.after(1).progress(play.now, "a", end));
        assertThat(sent).extracting(Command::step).containsExactly("page");
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SOURCE_STALE);
        play.run(sent.getFirst());

        assertThat(commands(play.after(WITHIN).progress(play.now, "a", end))).isEmpty();
        play.readUpToNow();
        assertThat(state(play)).as("believed after all").isEqualTo(IncidentState.RESOLVED);
    }

    /** A second incident of the same alert, which waits for its cooldown; and a {@code resolved} that is not yet believed. */
    private Play coolingDownAndResolved() {
        Play play = verifying(new Clearing.Resolved());
        resolved(play.after(5_000), play.now);
        play.after(MAX_LAG + 1).readUpToNow();
        assertThat(state(play)).isEqualTo(IncidentState.RESOLVED);
        assertThat(play.after(30_000).fires(play.now, 0)).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.COOLDOWN);
        play.after(given.cooldown.toMillis() - 35_000).readUpToNow();
        resolved(play, play.now);
        return play;
    }

    @Test
    void shouldBeginNothingAtTheEndOfACooldownWhileAResolvedWaits() {
        Play play = coolingDownAndResolved();
        long end = play.now;
        assertThat(commands(play.after(6_000).progress(play.now, "a", end))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);

        assertThat(play.after(MAX_LAG).readUpToNow()).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.CLEARED_ITSELF);
    }

    @Test
    void shouldActWhenWhatWaitedToBeBelievedIsTakenBack() {
        Play play = coolingDownAndResolved();
        play.after(6_000).progress(play.now, "a", play.now - 6_000);
        assertThat(play.fires(play.now, 0)).extracting(Command::rung).containsExactly("first");
    }

    @Test
    void shouldCallAPersonWhenWhatWaitsIsNeitherBelievedNorTakenBack() {
        Play play = coolingDownAndResolved();
        long end = play.now;
        assertThat(commands(play.after(WITHIN - 1).progress(play.now, "a", end)))
                .isEmpty();
        assertThat(commands(play.after(1).progress(play.now, "a", end)))
                .extracting(Command::step)
                .containsExactly("page");
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SOURCE_STALE);
        assertThat(commands(play.after(WITHIN).progress(play.now, "a", end))).isEmpty();
    }

    @Test
    void shouldNotBeginTheRungThatWasSentAndCameBackWhileAResolvedWaits() {
        given.clears = new Clearing.Resolved();
        Play play = new Play(given.bundle());
        Command queued = command(play.detect("stuck", "a"));
        play.apply(new OperatorInput.Halt("ann", "fire drill"));
        play.refuse(queued, dev.farrier.model.RefusalReason.HALTED);
        long end = play.after(1_000).now;
        resolved(play, end);

        assertThat(commands(play.apply(new OperatorInput.Resume("ann", "over"))))
                .isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
        play.after(MAX_LAG + 1).readUpToNow();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.CLEARED_ITSELF);
    }

    @Test
    void shouldNotBeginTheStepsOfWhatWasConfirmedWhileAResolvedWaits() {
        given.clears = new Clearing.Resolved();
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.say(confirm, OutcomeKind.CLAIMED);
        resolved(play, play.now);

        assertThat(commands(play.say(confirm, OutcomeKind.SUCCEEDED))).isEmpty();
        assertThat(commands(play.evidence("stuck", "a", play.now, 0)))
                .as("taken back: it is looked at once more")
                .extracting(Command::step)
                .containsExactly("confirm");
    }

    private Play escalated() {
        given.clears = new Clearing.Resolved();
        given.rungs.clear();
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        assertThat(state(play)).isEqualTo(IncidentState.ESCALATED);
        return play;
    }

    @Test
    void shouldDecideAnewWhenTheAlertOfAnEscalatedIncidentBeganAnew() {
        Play play = escalated();
        Incident before = play.incident("stuck", "a");
        play.after(Duration.ofHours(20).toMillis());

        assertThat(play.fires(play.now, before.openedAt()))
                .as("no later than the incident")
                .isEmpty();
        assertThat(play.incident("stuck", "a").id()).isEqualTo(before.id());
        assertThat(play.fires(play.now, play.now - 1)).extracting(Command::step).containsExactly("page");
        assertThat(play.incident("stuck", "a").id()).isNotEqualTo(before.id());
        assertThat(play.effects.stream()
                        .filter(Effect.PublishIncident.class::isInstance)
                        .map(effect -> ((Effect.PublishIncident) effect).incident())
                        .filter(incident -> incident.id().equals(before.id()))
                        .reduce((first, last) -> last)
                        .orElseThrow())
                .satisfies(incident -> {
                    assertThat(incident.state()).isEqualTo(IncidentState.RESOLVED);
                    assertThat(incident.reason()).isEqualTo(Reason.ENDED_UNTOLD);
                });
    }

    @Test
    void shouldDecideAnewWhenTheEndWasToldButNeverBelieved() {
        Play play = verifying(new Clearing.Resolved());
        long end = play.after(1_000).now;
        resolved(play, end);
        commands(play.after(2 * WITHIN).progress(play.now, "a", end)).forEach(play::run);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SOURCE_STALE);
        String id = play.incident("stuck", "a").id();

        play.after(Duration.ofHours(20).toMillis()).fires(play.now, play.now);
        assertThat(play.incident("stuck", "a").id()).isNotEqualTo(id);
    }

    @Test
    void shouldTakeAFreshEventBeforeItHasSettled() {
        given.detector = new AbsenceDetector(Set.of("m"), Duration.ofSeconds(30));
        Play play = verifying(new Clearing.FreshEvent());
        play.after(3_000).evidence("stuck", "a", play.now, play.now);
        assertThat(state(play)).isEqualTo(IncidentState.RESOLVED);
    }

    @Test
    void shouldCallNobodyWhoCouldNotLookWhileAResolvedWaits() {
        given.clears = new Clearing.Resolved();
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.say(confirm, OutcomeKind.CLAIMED);
        resolved(play, play.now);

        assertThat(commands(play.say(confirm, OutcomeKind.FAILED, -1, "no answer")))
                .isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
    }

    @Test
    void shouldNotDecideAnewWhereNobodyKnowsWhatALostWorkerHasDone() {
        given.clears = new Clearing.Resolved();
        Play play = new Play(given.bundle());
        Command restart = command(play.detect("stuck", "a"));
        play.say(restart, OutcomeKind.CLAIMED);
        play.say(restart, OutcomeKind.UNKNOWN);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.WORKER_LOST);
        String id = play.incident("stuck", "a").id();

        play.after(Duration.ofHours(20).toMillis()).fires(play.now, play.now);
        assertThat(play.incident("stuck", "a").id()).isEqualTo(id);
    }

    @Test
    void shouldGoOnWithWhatIsUnderWayWhenTheAlertBeganAnew() {
        Play play = verifying(new Clearing.Resolved());
        String id = play.incident("stuck", "a").id();
        assertThat(play.after(60_000).fires(play.now, play.now)).isEmpty();
        assertThat(play.incident("stuck", "a").id()).isEqualTo(id);
    }
}
