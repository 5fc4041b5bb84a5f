package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.policy.Rung.OnFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run took out of service is put back, in every end, or a person is told by name of what is still out. */
class ReturnToServiceTest {
    private static final long BACKOFF = 10_000;
    private static final long CALL_AFTER = 300_000;

    private final Given given = new Given();

    @BeforeEach
    void drainIsUndone() {
        given.undoneBy.put("drain", "undrain");
        given.undoneBy.put("silence", "unsilence");
        given.rungs.set(0, Given.rung("first", null, Given.byProbe(), Given.step("drain"), Given.step("restart")));
        given.rungs.add(Given.rung("stronger", null, Given.byProbe(), Given.step("replace")));
    }

    private static Incident incident(Play play) {
        return play.incident("stuck", "a");
    }

    private static boolean isHeld(Play play) {
        return play.state.get(TargetLease.key("a"), TargetLease.class) != null;
    }

    private static Command undrain(List<Command> sent) {
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst())
                .returns("undrain", Command::actionName)
                .returns(Purpose.ROLLBACK, Command::purpose)
                .returns("first", Command::rung);
        return sent.getFirst();
    }

    /** The rung has run and is verified. */
    private static Command verified(Play play) {
        Command restart = command(play.run(command(play.detect("stuck", "a"))));
        Command verify = command(play.run(restart));
        return undrain(commands(play.run(verify)));
    }

    @Test
    void shouldPutItBackOnceItIsVerifiedAndEndThen() {
        Play play = new Play(given.bundle());
        Command undrain = verified(play);
        assertThat(incident(play))
                .returns(IncidentState.REMEDIATING, Incident::state)
                .returns(Reason.RETURNING, Incident::reason)
                .returns("a is still out: undrain, which undoes drain", Incident::stillOut);
        assertThat(isHeld(play)).isTrue();

        assertThat(commands(play.run(undrain))).isEmpty();
        assertThat(incident(play))
                .returns(IncidentState.RESOLVED, Incident::state)
                .returns(Reason.VERIFIED, Incident::reason)
                .returns("", Incident::stillOut);
        assertThat(isHeld(play)).isFalse();
    }

    /** As on a node that had recovered and stayed cordoned. */
    @Test
    void shouldPutItBackBeforeTheNextRungIsDecided() {
        Play play = new Play(given.bundle());
        Command undrain = undrain(commands(play.fail(command(play.run(command(play.detect("stuck", "a")))))));
        assertThat(command(play.run(undrain)).actionName()).isEqualTo("replace");
    }

    @Test
    void shouldPutItBackWhenItsStepFailed() {
        Play play = new Play(given.bundle());
        Command undrain = undrain(commands(play.fail(command(play.detect("stuck", "a")))));
        assertThat(command(play.run(undrain)).actionName()).isEqualTo("replace");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "not started", "not done", "revoked"})
    void shouldOweNothingForAStepThatSurelyWasNotDone(String how) {
        Play play = new Play(given.bundle());
        Command drain = command(play.detect("stuck", "a"));
        switch (how) {
            case "refused" -> play.refuse(drain, RefusalReason.INVALID);
            case "not started" -> {
                play.say(drain, OutcomeKind.CLAIMED);
                play.say(drain, OutcomeKind.NOT_STARTED);
            }
            case "not done" -> {
                play.say(drain, OutcomeKind.CLAIMED);
                play.apply(end(drain, OutcomeKind.FAILED, RefusalReason.NOT_DONE));
            }
            default -> play.comeBack(play.after(6_000).tick());
        }
        assertThat(incident(play).work().owed()).isEmpty();
        assertThat(commands(play.effects)).noneMatch(sent -> sent.actionName().equals("undrain"));
    }

    private static Outcome end(Command command, OutcomeKind kind, RefusalReason refusal) {
        return new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                command.worker().toString(),
                kind,
                0,
                -1,
                "",
                refusal,
                "");
    }

    @Test
    void shouldOweFromTheClaimOn() {
        Play play = new Play(given.bundle());
        Command drain = command(play.detect("stuck", "a"));
        assertThat(incident(play).work().owed()).isEmpty();
        assertThat(play.decider.summary().owing()).isZero();
        play.say(drain, OutcomeKind.CLAIMED);
        assertThat(incident(play).work().owed()).hasSize(1);
        assertThat(play.decider.summary().owing()).isEqualTo(1);
    }

    /** Was the request to the cloud accepted? */
    @Test
    void shouldPutItBackWhenNobodyKnowsWhetherItWasTakenOut() {
        Play play = new Play(given.bundle());
        Command drain = command(play.detect("stuck", "a"));
        play.say(drain, OutcomeKind.CLAIMED);
        Command verify = command(play.say(drain, OutcomeKind.UNANSWERED, -1, "no answer"));
        assertThat(verify.purpose()).isEqualTo(Purpose.VERIFY);
        undrain(commands(play.run(verify)));
    }

    @Test
    void shouldCallAPersonFirstAndPutItBackWhenTheWorkerOfTheStepWasLost() {
        Play play = new Play(given.bundle());
        Command drain = command(play.detect("stuck", "a"));
        play.say(drain, OutcomeKind.CLAIMED);
        List<Command> sent = commands(play.say(drain, OutcomeKind.UNKNOWN));
        assertThat(sent).extracting(Command::actionName).containsExactly("page", "undrain");
        assertThat(incident(play).state()).isEqualTo(IncidentState.ESCALATED);

        play.run(sent.get(1));
        assertThat(incident(play))
                .returns(IncidentState.ESCALATED, Incident::state)
                .returns(Reason.WORKER_LOST, Incident::reason)
                .returns("", Incident::stillOut);
    }

    @Test
    void shouldPutBackSeveralInReverseOrder() {
        given.rungs.set(
                0,
                Given.rung(
                        "first",
                        null,
                        Given.byProbe(),
                        Given.step("silence"),
                        Given.step("drain"),
                        Given.step("restart")));
        Play play = new Play(given.bundle());
        Command drain = command(play.run(command(play.detect("stuck", "a"))));
        Command undrain = undrain(commands(play.fail(command(play.run(drain)))));
        Command unsilence = command(play.run(undrain));
        assertThat(unsilence.actionName()).isEqualTo("unsilence");
        assertThat(command(play.run(unsilence)).actionName()).isEqualTo("replace");
    }

    @Test
    void shouldOweOnceForAStepThatWasTriedTwice() {
        given.rungs.set(0, Given.rung("first", null, Given.byProbe(), Given.step("drain", 1, OnFailure.NEXT_RUNG, "")));
        Play play = new Play(given.bundle());
        play.fail(command(play.detect("stuck", "a")));
        Command again = command(play.after(5_000).tick());
        play.say(again, OutcomeKind.CLAIMED);
        play.apply(end(again, OutcomeKind.FAILED, RefusalReason.NOT_DONE));
        Command undrain = sent(play.effects, "undrain");
        assertThat(command(play.run(undrain)).actionName())
                .as("the first try may have taken it out")
                .isEqualTo("replace");
    }

    private static Command sent(List<Effect> effects, String action) {
        List<Command> found = commands(effects).stream()
                .filter(sent -> sent.actionName().equals(action))
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** A rung's rollback comes first. */
    @Test
    void shouldRollBackAndThenPutBack() {
        given.rungs.set(
                0,
                Given.withRollback(
                        Given.rung(
                                "first",
                                null,
                                Given.byProbe(),
                                Given.step("drain"),
                                Given.step("restart", 0, OnFailure.ROLLBACK, "")),
                        Given.step("unsilence")));
        Play play = new Play(given.bundle());
        Command unsilence = command(play.fail(command(play.run(command(play.detect("stuck", "a"))))));
        assertThat(unsilence.actionName()).isEqualTo("unsilence");
        undrain(commands(play.run(unsilence)));
    }

    @ParameterizedTest
    @EnumSource(value = Afterwards.class, mode = EnumSource.Mode.EXCLUDE, names = "RETRY")
    void shouldPutItBackWhenAPersonCancels(Afterwards afterwards) {
        Play play = new Play(given.bundle());
        Command restart = command(play.run(command(play.detect("stuck", "a"))));
        String id = incident(play).id();
        play.say(restart, OutcomeKind.CLAIMED);
        play.apply(new OperatorInput.CancelIncident(id, "ann", "mine", afterwards));
        Command undrain = undrain(commands(play.say(restart, OutcomeKind.CANCELLED)));
        assertThat(incident(play).state()).isEqualTo(IncidentState.REMEDIATING);

        assertThat(commands(play.run(undrain))).isEmpty();
        assertThat(incident(play)).returns(IncidentState.CANCELLED, Incident::state);
        assertThat(isHeld(play)).isFalse();
    }

    @Test
    void shouldPutItBackBeforeItIsDecidedAgainForAPerson() {
        given.rungs.set(0, Given.rung("first", null, Given.byProbe(), Given.step("drain", 1, OnFailure.NEXT_RUNG, "")));
        Play play = new Play(given.bundle());
        play.fail(command(play.detect("stuck", "a")));
        String id = incident(play).id();
        Command undrain =
                undrain(commands(play.apply(new OperatorInput.CancelIncident(id, "ann", "mine", Afterwards.RETRY))));
        assertThat(command(play.run(undrain)).actionName()).isEqualTo("drain");
        assertThat(incident(play).id()).isNotEqualTo(id);
    }

    @Test
    void shouldGoOnPuttingItBackWhenAPersonCancelsMeanwhile() {
        Play play = new Play(given.bundle());
        Command undrain = verified(play);
        play.say(undrain, OutcomeKind.CLAIMED);
        List<Effect> effects =
                play.apply(new OperatorInput.CancelIncident(incident(play).id(), "ann", "mine"));
        assertThat(effects).noneMatch(Effect.SendControl.class::isInstance);
        play.say(undrain, OutcomeKind.SUCCEEDED);
        assertThat(incident(play).state()).isEqualTo(IncidentState.CANCELLED);
    }

    @Test
    void shouldCallAPersonByNameWhenItCannotBePutBack() {
        Play play = new Play(given.bundle());
        Command undrain = verified(play);
        for (int n = 0; n < 3; n++) {
            assertThat(commands(play.fail(undrain))).isEmpty();
            assertThat(commands(play.after(BACKOFF - 1).tick())).isEmpty();
            undrain = command(play.after(1).tick());
            assertThat(undrain.attempt()).isEqualTo(n + 2);
        }
        play.say(undrain, OutcomeKind.CLAIMED);
        Command page = command(play.say(undrain, OutcomeKind.FAILED, 1, "no such host"));
        assertThat(page.purpose()).isEqualTo(Purpose.ESCALATE);
        assertThat(incident(play))
                .returns(IncidentState.ESCALATED, Incident::state)
                .returns(Reason.NOT_RETURNED, Incident::reason)
                .returns("a is still out: undrain, which undoes drain: no such host", Incident::stillOut);

        // nothing but a person ends it
        play.run(page);
        play.evidence("stuck", "a", 0, play.now);
        play.after(3_600_000).progress(play.now, "a", play.now);
        assertThat(incident(play).state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(isHeld(play)).isTrue();
        play.apply(new OperatorInput.CancelIncident(incident(play).id(), "ann", "done by hand"));
        assertThat(incident(play)).returns(IncidentState.CANCELLED, Incident::state);
        assertThat(isHeld(play)).isFalse();
    }

    @Test
    void shouldTryAgainWhenAPersonAsksForItAndThenEndAsItWouldHave() {
        given.onWorkerLoss = OnWorkerLoss.ESCALATE;
        Play play = new Play(given.bundle());
        Command undrain = verified(play);
        play.say(undrain, OutcomeKind.CLAIMED);
        play.say(undrain, OutcomeKind.UNKNOWN);
        assertThat(incident(play).reason()).isEqualTo(Reason.NOT_RETURNED);

        String id = incident(play).id();
        undrain = undrain(commands(play.apply(new OperatorInput.CancelIncident(id, "ann", "", Afterwards.RETRY))));
        play.run(undrain);
        assertThat(incident(play))
                .returns(IncidentState.RESOLVED, Incident::state)
                .returns(Reason.VERIFIED, Incident::reason);
    }

    @Test
    void shouldNotRunAgainWhatIsNotIdempotentAndMayHaveBeenPutBack() {
        Play play = new Play(given.bundle());
        Command undrain = verified(play);
        play.say(undrain, OutcomeKind.CLAIMED);
        assertThat(command(play.say(undrain, OutcomeKind.UNANSWERED, -1, "no answer"))
                        .purpose())
                .isEqualTo(Purpose.ESCALATE);
    }

    /** The rest is put back all the same, and one call names all that is out. */
    @Test
    void shouldPutBackWhatItCanAndNameTheRest() {
        given.rungs.set(0, Given.rung("first", null, Given.byProbe(), Given.step("silence"), Given.step("drain")));
        Play play = new Play(given.bundle());
        Command verify = command(play.run(command(play.run(command(play.detect("stuck", "a"))))));
        Command undrain = undrain(commands(play.run(verify)));
        play.say(undrain, OutcomeKind.CLAIMED);
        Command unsilence = command(play.say(undrain, OutcomeKind.UNKNOWN, -1, "lost"));
        assertThat(unsilence.actionName()).isEqualTo("unsilence");
        assertThat(command(play.run(unsilence)).purpose()).isEqualTo(Purpose.ESCALATE);
        assertThat(incident(play).stillOut()).isEqualTo("a is still out: undrain, which undoes drain: lost");
    }

    @Test
    void shouldWaitThroughAHaltAndCallNobodyForIt() {
        Play play = new Play(given.bundle());
        Command restart = command(play.run(command(play.detect("stuck", "a"))));
        Command verify = command(play.run(restart));
        play.say(verify, OutcomeKind.CLAIMED);
        play.apply(new OperatorInput.Halt("ann", "drill"));
        assertThat(commands(play.say(verify, OutcomeKind.SUCCEEDED))).isEmpty();
        assertThat(incident(play)).returns(Reason.HALTED, Incident::reason);
        assertThat(commands(play.after(10 * CALL_AFTER).tick())).isEmpty();
        assertThat(isHeld(play)).isTrue();

        undrain(commands(play.apply(new OperatorInput.Resume("ann", "over"))));
    }

    @Test
    void shouldCallAPersonWhenNoWorkerCanPutItBackForFiveMinutesAndGoOnTrying() {
        Play play = new Play(given.bundle());
        Command restart = command(play.run(command(play.detect("stuck", "a"))));
        Command verify = command(play.run(restart));
        play.say(verify, OutcomeKind.CLAIMED);
        play.apply(Play.report(Play.WORKER, "site-1", 0));
        play.say(verify, OutcomeKind.SUCCEEDED);
        assertThat(incident(play).state()).isEqualTo(IncidentState.DEFERRED);

        play.after(CALL_AFTER - 2_000).tick();
        assertThat(incident(play).state()).isEqualTo(IncidentState.DEFERRED);
        play.after(4_000).tick();
        assertThat(incident(play))
                .returns(IncidentState.ESCALATED, Incident::state)
                .returns(Reason.NOT_RETURNED, Incident::reason);

        undrain(commands(play.apply(Play.report(Play.WORKER, "site-1", 100))).stream()
                .filter(sent -> sent.purpose() == Purpose.ROLLBACK)
                .toList());
        play.run(sent(play.effects, "undrain"));
        assertThat(incident(play))
                .returns(IncidentState.RESOLVED, Incident::state)
                .returns(Reason.VERIFIED, Incident::reason);
    }

    /** No other run begins on it before it is back, as on a node that the remediator has not made schedulable again. */
    @Test
    void shouldKeepTheTargetFromOthersUntilItIsBack() {
        Given other = new Given();
        other.name = "other";
        Play play = new Play(given.bundle(given.policy(), other.policy()));
        Command undrain = verified(play);
        assertThat(commands(play.detect("other", "a"))).isEmpty();
        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.TARGET_BUSY);
        play.run(undrain);
        play.after(1_000).detect("other", "a");
        assertThat(play.incident("other", "a").reason()).isNotEqualTo(Reason.TARGET_BUSY);
    }

    @Test
    void shouldDecideAgainWhenTheSymptomIsBackBeforeAllIsPutBack() {
        given.cooldown = Duration.ZERO;
        Play play = new Play(given.bundle());
        Command undrain = verified(play);
        play.after(1_000).detect("stuck", "a");
        String first = incident(play).id();
        play.run(undrain);
        assertThat(incident(play)).satisfies(again -> assertThat(again.id()).isNotEqualTo(first));
    }

    @Test
    void shouldGoOnAfterACrashAnywhere() {
        Play play = new Play(given.bundle());
        Command undrain = verified(play);
        Play crashed = new Play(commit -> given.bundle(), DeciderState.restore(play.state.records()), play);
        crashed.say(undrain, OutcomeKind.CLAIMED);
        crashed = new Play(commit -> given.bundle(), DeciderState.restore(crashed.state.records()), crashed);
        crashed.say(undrain, OutcomeKind.SUCCEEDED);
        assertThat(incident(crashed).state()).isEqualTo(IncidentState.RESOLVED);
    }

    @Test
    void shouldPutItBackWhenTheNextWorkerTakesOver() {
        given.onWorkerLoss = OnWorkerLoss.RERUN;
        Play play = new Play(given.bundle());
        Command undrain = verified(play);
        play.say(undrain, OutcomeKind.CLAIMED);
        Command again = command(play.say(undrain, OutcomeKind.UNKNOWN));
        assertThat(again.actionName()).isEqualTo("undrain");
        play.run(again);
        assertThat(incident(play).state()).isEqualTo(IncidentState.RESOLVED);
    }

    /** The worker that was given up is back, and says that it never drained. */
    @Test
    void shouldPutBackTheRestWhenWhatIsBeingUndoneTurnsOutNeverToHaveBeenDone() {
        given.rungs.set(0, Given.rung("first", null, Given.byProbe(), Given.step("silence"), Given.step("drain")));
        Play play = new Play(given.bundle());
        Command drain = command(play.run(command(play.detect("stuck", "a"))));
        play.say(drain, OutcomeKind.CLAIMED);
        Command undrain = commands(play.say(drain, OutcomeKind.UNKNOWN)).getLast();
        play.say(undrain, OutcomeKind.CLAIMED);
        play.say(drain, OutcomeKind.NOT_STARTED);

        assertThat(commands(play.say(undrain, OutcomeKind.SUCCEEDED)))
                .extracting(Command::actionName)
                .containsExactly("unsilence");
    }
}
