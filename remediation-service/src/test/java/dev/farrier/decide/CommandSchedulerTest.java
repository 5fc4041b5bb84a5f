package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.command.CommandScheduler;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.Command;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who gets a command, and what becomes of one whose worker does not take it, dies, or begins anew. */
class CommandSchedulerTest {
    private static final String SITE = "site-1";

    private final Given given = new Given();

    @Test
    void shouldSendAgainAtOnceWhatItsOwnHolderNeverStarted() {
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));
        play.say(first, OutcomeKind.CLAIMED);

        Command second = command(play.say(first, OutcomeKind.NOT_STARTED));

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.attempt()).isEqualTo(2);
    }

    @Test
    void shouldNameTheWorkerWithTheLeastToDoThenByName() {
        Play play = new Play(given.bundle());
        play.apply(Play.report(new WorkerInstance("w0", 7), SITE, 1));

        assertThat(command(play.detect("stuck", "a")).worker()).isEqualTo(new WorkerInstance("w0", 7));
        assertThat(command(play.detect("stuck", "b")).worker()).isEqualTo(Play.WORKER);
        assertThat(command(play.detect("stuck", "c")).worker())
                .as("one has no slot left")
                .isEqualTo(Play.WORKER);
    }

    @Test
    void shouldHandOutNoMoreThanThereAreSlotsAndGoOnAsTheyBecomeFree() {
        Play play = new Play(given.bundle());
        play.apply(Play.report(Play.WORKER, SITE, 1));
        Command first = command(play.detect("stuck", "a"));

        assertThat(commands(play.detect("stuck", "b"))).isEmpty();
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.SITE_BUSY);
        assertThat(play.incident("stuck", "b").work().rungStartedAt())
                .as("it counts against no limit yet")
                .isZero();

        List<Command> next = commands(play.run(first));
        assertThat(next).extracting(Command::purpose).containsExactlyInAnyOrder(Purpose.VERIFY, Purpose.STEP);
        assertThat(next).extracting(Command::target).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void shouldLetPoliciesTakeTurnsAndTheOldestSymptomOfEachGoFirst() {
        Given other = new Given();
        other.name = "other";
        given.rungs.set(0, Given.rung("restart", null, Given.byQuiet(), Given.step("restart")));
        other.rungs.set(0, Given.rung("restart", null, Given.byQuiet(), Given.step("restart")));
        Play play = new Play(given.bundle(given.policy(), other.policy()));
        play.apply(Play.report(Play.WORKER, SITE, 1));
        play.progress(play.now);
        Command busy = command(play.detect("stuck", "a"));
        play.detect("stuck", "b", play.now - 2_000);
        play.detect("stuck", "c", play.now - 1_000);
        play.detect("other", "c", play.now - 500);

        List<String> order = new ArrayList<>();
        Command next = command(play.run(busy));
        for (int i = 0; i < 2; i++) {
            order.add(next.policy() + " " + next.target());
            next = commands(play.run(next)).stream().findFirst().orElse(next);
        }
        assertThat(order).containsExactly("other c", "stuck b");
    }

    @Test
    void shouldServeTheSiteFirstThatHasWaitedLongestToBeServed() {
        Play play = new Play(given.bundle());
        DecisionContext tired = turn(play, 1_000);
        while (!tired.waker.isExhausted()) {
            tired.waker.countWoken();
        }
        CommandScheduler.serve(tired, "z", 1_000);
        CommandScheduler.serve(tired, "b", 1_000);

        DecisionContext next = turn(play, 2_000);
        next.markFreed("a");
        next.waker.resume();

        assertThat(next.freedSites()).extracting(Map.Entry::getKey).containsExactly("b", "z", "a");
    }

    private DecisionContext turn(Play play, long now) {
        return new DecisionContext(
                play.state, commit -> given.bundle(), DeciderSettings.DEFAULT, now, new WakeDispatcher());
    }

    @Test
    void shouldStillStartWhatWaitedForRoomWithinStaleAfterAndCallForWhatWaitedLonger() {
        Play play = new Play(given.bundle());
        play.apply(Play.report(Play.WORKER, SITE, 1));
        play.progress(play.now);
        Command busy = command(play.detect("stuck", "a"));
        play.say(busy, OutcomeKind.CLAIMED);
        play.detect("stuck", "b", play.now - 240_000);
        play.detect("stuck", "c", play.now - 240_000);

        play.after(60_000).progress(play.now);
        assertThat(commands(play.say(busy, OutcomeKind.SUCCEEDED)))
                .filteredOn(command -> command.purpose() == Purpose.STEP)
                .as("exactly five minutes old")
                .hasSize(1);
        play.after(1).progress(play.now);
        play.apply(Play.report(Play.WORKER, SITE, 2));
        assertThat(List.of(
                        play.incident("stuck", "b").reason(),
                        play.incident("stuck", "c").reason()))
                .as("a millisecond later")
                .containsExactlyInAnyOrder(Reason.GUARDS_PASSED, Reason.WAITED_TOO_LONG);
    }

    @Test
    void shouldNeverLetAnActionThatRunsHoldUpAProbe() {
        Play play = new Play(given.bundle());
        play.apply(Play.report(Play.WORKER, SITE, 1));
        Command first = command(play.detect("stuck", "a"));
        Command probe = commands(play.run(first)).getFirst();

        assertThat(first.lane()).isEqualTo(SlotType.ACT);
        assertThat(probe.lane()).isEqualTo(SlotType.WAIT);
    }

    @Test
    void shouldTakeBackWhatASilentWorkerHasNotClaimedAndGiveItToAnother() {
        Play play = new Play(given.bundle());
        WorkerInstance other = new WorkerInstance("w2", 1);
        Command first = command(play.detect("stuck", "a"));
        play.apply(Play.report(other, SITE, 1));

        play.marking = false;
        List<Effect> revoking = List.of();
        for (int second = 1; second <= 5; second++) {
            play.now += 1_000;
            play.apply(new dev.farrier.model.Tick());
            play.apply(new dev.farrier.model.OperatorProgress(play.now));
            revoking = play.apply(new SiteProgress(SITE, play.now, List.of(other.toString())));
        }
        assertThat(command(play.comeBack(revoking)).worker()).isEqualTo(other);
        assertThat(first.worker()).isEqualTo(Play.WORKER);
    }

    @Test
    void shouldTakeBackAtOnceWhatAnOlderIncarnationHasNotClaimed() {
        Play play = new Play(given.bundle());
        command(play.detect("stuck", "a"));
        WorkerInstance again = new WorkerInstance(Play.WORKER.id(), 2);

        List<Effect> revoking = play.apply(Play.report(again, SITE, 1));

        assertThat(command(play.comeBack(revoking)).worker()).isEqualTo(again);
    }

    @Test
    void shouldBelieveALaterLifeThatNothingWasStartedOnlyTenSecondsAfterItWasFirstHeard() {
        given.onWorkerLoss = OnWorkerLoss.ESCALATE;
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));
        play.say(first, OutcomeKind.CLAIMED);
        WorkerInstance again = new WorkerInstance(Play.WORKER.id(), 2);
        play.apply(Play.report(again, SITE, 100));
        long heard = play.now;
        play.after(1_000).apply(said(first, again, OutcomeKind.NOT_STARTED));

        play.after(heard + 10_000 - 1 - play.now).progress(play.now);
        assertThat(commands(play.tick())).isEmpty();
        play.now++;
        List<Effect> effects = new ArrayList<>(play.tick());
        assertThat(command(effects).worker()).isEqualTo(again);
    }

    @Test
    void shouldNeverBelieveTwoThatSpeakByTurns() {
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));
        play.say(first, OutcomeKind.CLAIMED);
        WorkerInstance again = new WorkerInstance(Play.WORKER.id(), 2);
        play.apply(Play.report(again, SITE, 100));
        play.apply(said(first, again, OutcomeKind.NOT_STARTED));
        List<Effect> alarm = play.apply(Play.report(Play.WORKER, SITE, 100));

        assertThat(commands(play.after(60_000).tick())).noneMatch(command -> command.lane() == SlotType.ACT);
        assertThat(alarm)
                .anyMatch(effect -> effect instanceof Effect.PublishIncident changed
                        && changed.incident().group().containsKey(AlarmGroup.WORKER));
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    private static Outcome said(Command command, WorkerInstance by, OutcomeKind kind) {
        return new Outcome(command.id(), command.incident(), SITE, by.toString(), kind, 0, -1, "", null, "");
    }

    @Test
    void shouldTakeTheRealEndThatComesAfterItsWorkerWasGivenUpForTheProbeThatFreesTheTarget() {
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));
        play.say(first, OutcomeKind.CLAIMED);
        play.after(first.startBy() + first.maxRun() + 30_000 - play.now).tick();
        assertThat(play.incident("stuck", "a").work().unresolvedCommand()).isEqualTo(first.id());

        play.after(1_000).say(first, OutcomeKind.SUCCEEDED);

        assertThat(play.incident("stuck", "a").work().unresolvedCommand()).isEmpty();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
    }

    @Test
    void shouldTreatWhatNobodyKnowsTheEndOfAsALostWorkerAtOnce() {
        given.onWorkerLoss = OnWorkerLoss.RERUN;
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));
        play.say(first, OutcomeKind.CLAIMED);

        assertThat(command(play.say(first, OutcomeKind.UNKNOWN)).attempt()).isEqualTo(2);
    }

    @Test
    void shouldFailTheStepWhenNoWorkerWouldDoIt() {
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));

        assertThat(command(play.refuse(first, RefusalReason.INVALID)).purpose()).isEqualTo(Purpose.ESCALATE);
    }

    @Test
    void shouldWakeAHundredAtOnceAndTheRestWithTheNextInputs() {
        Policy policy = given.policy();
        Play play = new Play(given.manyHosts(250, policy));
        play.apply(Play.report(Play.WORKER, SITE, 1_000));
        play.apply(new dev.farrier.model.OperatorInput.Halt("ann", "drill"));
        for (int i = 0; i < 250; i++) {
            play.detect("stuck", "h" + i);
        }
        assertThat(commands(play.apply(new dev.farrier.model.OperatorInput.Resume("ann", "over"))))
                .hasSize(100);
        assertThat(play.decider.hasBacklog()).isTrue();
        assertThat(commands(play.tick())).hasSize(100);
        assertThat(commands(play.tick())).hasSize(50);
        assertThat(play.decider.hasBacklog()).isFalse();
    }
}
