package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.IncidentRecord;
import dev.farrier.detect.type.RatioDetector;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a symptom whose incident a person has ended. */
class CancellationHandlerTest {
    private static final long COOLDOWN = 300_000;

    private final Given given = new Given();

    /** The alert fires; nothing helped, and a person was called. */
    private Play escalated() {
        given.clears = new Clearing.Resolved();
        given.rungs.clear();
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
        return play;
    }

    private static List<Command> cancel(Play play, Afterwards afterwards) {
        String id = play.incident("stuck", "a").id();
        return commands(play.apply(new OperatorInput.CancelIncident(id, "ann", "mine", afterwards)));
    }

    @Test
    void shouldDecideAgainAfterTheCooldownWhatIsStillThere() {
        Play play = escalated();
        String before = play.incident("stuck", "a").id();
        cancel(play, Afterwards.DECIDE_AGAIN);

        play.after(COOLDOWN - 1);
        assertThat(commands(play.tick())).isEmpty();
        play.after(1);
        assertThat(commands(play.tick())).isEmpty();
        assertThat(play.incident("stuck", "a").id()).isNotEqualTo(before);
        assertThat(play.readUpToNow()).extracting(Command::step).containsExactly("page");
    }

    @Test
    void shouldNotDecideAgainWhatHasEndedMeanwhile() {
        Play play = escalated();
        cancel(play, Afterwards.DECIDE_AGAIN);
        play.evidence("stuck", "a", Play.START, play.now);

        assertThat(play.after(2 * COOLDOWN).readUpToNow()).isEmpty();
        assertThat(play.state.openIncidents()).isEmpty();
    }

    @Test
    void shouldLetANewFiringOfACancelledIncidentBeDecidedAtOnce() {
        Play play = escalated();
        cancel(play, Afterwards.DECIDE_AGAIN);
        assertThat(play.after(1_000).fires(play.now, 0))
                .extracting(Command::step)
                .containsExactly("page");

        cancel(play, Afterwards.DECIDE_AGAIN);
        assertThat(play.state.openIncidents()).isEmpty();
    }

    @Test
    void shouldPassOverASymptomUntilItHasEnded() {
        Play play = escalated();
        cancel(play, Afterwards.UNTIL_RESOLVED);

        assertThat(play.after(10 * COOLDOWN).fires(play.now, 0))
                .as("another alert of the group")
                .isEmpty();
        assertThat(play.state.openIncidents()).isEmpty();
        play.evidence("stuck", "a", Play.START, play.now);
        assertThat(play.after(1_000).fires(play.now, 0))
                .extracting(Command::step)
                .containsExactly("page");
    }

    @Test
    void shouldDecideWhatBeganAfterwardsAlsoWhenTheEndWasNotTold() {
        Play play = escalated();
        cancel(play, Afterwards.UNTIL_RESOLVED);
        long cancelledAt = play.now;

        assertThat(play.after(COOLDOWN).fires(play.now, cancelledAt)).isEmpty();
        assertThat(play.fires(play.now, cancelledAt + 1))
                .extracting(Command::step)
                .containsExactly("page");
    }

    @Test
    void shouldPassOverWhatIsClearedByQuietUntilItIsQuiet() {
        given.rungs.clear();
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        cancel(play, Afterwards.UNTIL_RESOLVED);

        assertThat(play.after(59_999).fires(play.now, 0)).isEmpty();
        play.evidence("stuck", "a", play.now + 30_000, 0);
        assertThat(play.after(89_999).fires(play.now, 0)).isEmpty();
        assertThat(play.after(120_000).fires(play.now, 0))
                .as("nobody has read meanwhile")
                .isEmpty();
        play.after(60_001).progress(play.now, "a", play.now);
        play.after(10_000).tick();
        assertThat(play.fires(play.now, 0)).extracting(Command::step).containsExactly("page");
    }

    @Test
    void shouldRememberWhatWasOrderedWhileItsCommandRan() {
        given.clears = new Clearing.Resolved();
        Play play = new Play(given.bundle());
        Command restart = command(play.detect("stuck", "a"));
        play.say(restart, OutcomeKind.CLAIMED);
        cancel(play, Afterwards.UNTIL_RESOLVED);
        play.say(restart, OutcomeKind.CANCELLED);

        play.after(2 * COOLDOWN).readUpToNow();
        assertThat(play.fires(play.now, 0)).isEmpty();
        assertThat(play.state.openIncidents()).isEmpty();
    }

    @Test
    void shouldBeginAnewAtTheFirstRungWithoutWaitingForTheCooldown() {
        given.clears = new Clearing.Resolved();
        given.rungs.set(0, Given.rung("restart", null, Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        Command verify = play.incident("stuck", "a").work().active().command();
        List<Command> called = commands(play.fail(verify));
        assertThat(called).extracting(Command::step).containsExactly("page");
        play.run(called.getFirst());
        Incident before = play.incident("stuck", "a");

        assertThat(cancel(play.after(60_000), Afterwards.RETRY))
                .extracting(Command::step)
                .containsExactly("restart");
        assertThat(play.incident("stuck", "a").id()).isNotEqualTo(before.id());
    }

    @Test
    void shouldRetryFromTheRungThatAPersonNamesUnderAllGuards() {
        Play play = escalated();
        String before = play.incident("stuck", "a").id();
        Given edited = new Given();
        edited.clears = given.clears;
        edited.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Bundle compiled = edited.bundle();
        play.newer = Given.withCommit("c2", compiled);
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));
        play.after(60_000).apply(new OperatorInput.Halt("bob", "drill"));

        assertThat(commands(retryFrom(play, "replace"))).as("halted").isEmpty();
        assertThat(play.incident("stuck", "a").id()).isNotEqualTo(before);
        play.after(1_000).progress(play.now);
        assertThat(commands(play.apply(new OperatorInput.Resume("bob", "over"))))
                .extracting(Command::rung)
                .containsExactly("replace");
        assertThat(play.incident("stuck", "a").work().isBeforeFirstRung()).isFalse();
    }

    @Test
    void shouldKeepAnIncidentWhoseRetryNobodyWouldDecide() {
        Play play = escalated();
        String before = play.incident("stuck", "a").id();
        Given edited = new Given();
        edited.mode = Policy.Mode.OFF;
        edited.clears = given.clears;
        play.newer = edited.bundle();
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));

        assertThat(cancel(play, Afterwards.RETRY)).isEmpty();
        assertThat(play.incident("stuck", "a").id()).isEqualTo(before);
    }

    @Test
    void shouldRetryFromNoRungThatThePolicyLacks() {
        Play play = escalated();
        String before = play.incident("stuck", "a").id();

        List<Effect> effects = retryFrom(play, "replac");

        assertThat(commands(effects)).isEmpty();
        assertThat(play.incident("stuck", "a").id()).isEqualTo(before);
        assertThat(Play.audits(effects))
                .anySatisfy(audit -> assertThat(audit.detail()).contains("the policy in force has no rung replac"));
    }

    private static List<Effect> retryFrom(Play play, String rung) {
        return play.apply(new OperatorInput.CancelIncident(
                play.incident("stuck", "a").id(), "ann", "mine", Afterwards.RETRY, rung));
    }

    @Test
    void shouldBeginAnewAlsoWhereTheLastMatchIsOldNews() {
        given.rungs.clear();
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        given.rungs.add(Given.rung("restart", null, Given.byProbe(), Given.step("restart")));
        String before = play.incident("stuck", "a").id();

        cancel(play.after(3 * COOLDOWN), Afterwards.RETRY);
        assertThat(play.incident("stuck", "a").id()).isNotEqualTo(before);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
    }

    @Test
    void shouldLeaveAloneWhatHasResolvedWhenARetryIsAskedFor() {
        Play play = escalated();
        play.evidence("stuck", "a", Play.START, play.now);
        String before = play.incident("stuck", "a").id();
        assertThat(cancel(play, Afterwards.RETRY)).isEmpty();
        assertThat(play.incident("stuck", "a").id()).isEqualTo(before);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
    }

    @Test
    void shouldForgetWhatThePoliciesInForceNoLongerLookFor() {
        Play play = escalated();
        cancel(play, Afterwards.DECIDE_AGAIN);
        Given edited = new Given();
        edited.clears = new Clearing.Resolved();
        edited.groupBy = List.of("rack");
        play.newer = edited.bundle();
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));

        assertThat(play.after(2 * COOLDOWN).readUpToNow()).isEmpty();
        assertThat(play.state.openIncidents()).isEmpty();
        assertThat(play.state.get(
                        IncidentRecord.CancelledSymptom.key("stuck", Labels.of("host", "a")),
                        IncidentRecord.CancelledSymptom.class))
                .isNull();
    }

    @Test
    void shouldDoNothingMoreForACancelledAlarm() {
        given.clears = new Clearing.Resolved();
        Play play = new Play(given.bundle());
        play.apply(new OperatorInput.SourceLoss("logs", "42 of them"));
        Incident alarm = play.state.openIncidents().getFirst();
        for (Afterwards afterwards : Afterwards.values()) {
            play.apply(new OperatorInput.CancelIncident(alarm.id(), "ann", "known", afterwards));
        }
        play.after(2 * COOLDOWN).readUpToNow();
        assertThat(play.state.openIncidents()).isEmpty();
    }

    @Test
    void shouldDecideAgainWhatFiresOnlyOnceWhenItIsStillHeardOf() {
        given.detector = new RatioDetector(Set.of("m"), Set.of("m"), 0.5, Duration.ofMinutes(5), 1);
        given.rungs.clear();
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        cancel(play, Afterwards.DECIDE_AGAIN);
        play.evidence("stuck", "a", play.after(COOLDOWN - 1_000).now, 0);
        assertThat(commands(play.after(1_000).tick())).extracting(Command::step).containsExactly("page");

        cancel(play, Afterwards.DECIDE_AGAIN);
        assertThat(commands(play.after(2 * COOLDOWN).tick()))
                .as("it was quiet since")
                .isEmpty();
    }

    @Test
    void shouldBeginAnewBeforeWhoeverWaitsForTheTarget() {
        Given other = new Given();
        other.name = "other";
        given.rungs.clear();
        given.rungs.add(Given.rung("restart", null, Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle(given.policy(), other.policy()));
        play.run(command(play.detect("stuck", "a")));
        commands(play.fail(play.incident("stuck", "a").work().active().command()))
                .forEach(play::run);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(commands(play.detect("other", "a"))).isEmpty();

        assertThat(cancel(play, Afterwards.RETRY))
                .extracting(Command::incident)
                .containsExactly(play.incident("stuck", "a").id());
        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.TARGET_BUSY);
    }

    @Test
    void shouldNotRetryWhileACommandIsOnItsWay() {
        Play play = new Play(given.bundle());
        Command restart = command(play.detect("stuck", "a"));
        assertThat(cancel(play, Afterwards.RETRY)).isEmpty();
        assertThat(play.incident("stuck", "a").id()).isEqualTo(restart.incident());
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldTakeNoPlaceOfALimitForHavingLooked() {
        given.rate = new RateLimit(1, Duration.ofHours(1), List.of("target"));
        given.attempts = new RateLimit(1, Duration.ofDays(1), List.of("target"));
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        for (int i = 0; i < 20; i++) {
            Command confirm = command(play.after(1_000).detect("stuck", "a"));
            assertThat(confirm.step()).isEqualTo("confirm");
            play.fail(confirm);
            assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.NOT_CONFIRMED);
        }
        Command confirm = command(play.after(1_000).detect("stuck", "a"));
        assertThat(commands(play.run(confirm))).extracting(Command::step).containsExactly("restart");
    }

    @Test
    void shouldCountAStartFromWhenItsStepsBegan() {
        given.rate = new RateLimit(1, Duration.ofHours(1), List.of("role"));
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.after(5_000);
        play.run(confirm);
        long began = play.now;

        play.detect("stuck", "b");
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(play.incident("stuck", "b").until())
                .isEqualTo(began + Duration.ofHours(1).toMillis());
    }

    @Test
    void shouldDeferWhoMeetsAReservedPlaceAndActWhenItIsGivenBack() {
        given.rate = new RateLimit(1, Duration.ofHours(1), List.of("role"));
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        assertThat(commands(play.detect("stuck", "b"))).isEmpty();
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.RATE_LIMITED);

        assertThat(commands(play.fail(confirm)))
                .extracting(Command::incident)
                .containsExactly(play.incident("stuck", "b").id());
    }

    @Test
    void shouldKeepWhatIsReservedForLongerThanItsWindow() {
        given.rate = new RateLimit(1, Duration.ofMinutes(1), List.of("role"));
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.say(confirm, OutcomeKind.CLAIMED);

        assertThat(commands(play.after(61_000).detect("stuck", "b"))).isEmpty();
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(commands(play.say(confirm, OutcomeKind.SUCCEEDED)))
                .extracting(Command::step)
                .containsExactly("restart");
        assertThat(play.incident("stuck", "b").until()).isEqualTo(play.now + 60_000);
    }

    @Test
    void shouldStartNoCooldownForHavingLooked() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.say(confirm, OutcomeKind.CLAIMED);
        play.say(confirm, OutcomeKind.FAILED, -1, "no answer");
        cancel(play, Afterwards.DECIDE_AGAIN);
        assertThat(command(play.after(1_000).detect("stuck", "a")).step()).isEqualTo("confirm");
    }

    @Test
    void shouldGiveBackWhatWasReservedWhenItIsCancelledOrCannotLook() {
        given.rate = new RateLimit(1, Duration.ofHours(1), List.of("target"));
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));
        play.say(first, OutcomeKind.CLAIMED);
        play.apply(new OperatorInput.CancelIncident(first.incident(), "ann", "mine"));
        play.say(first, OutcomeKind.CANCELLED);

        Command second = command(play.after(COOLDOWN + 1).detect("stuck", "a"));
        play.say(second, OutcomeKind.CLAIMED);
        play.say(second, OutcomeKind.FAILED, -1, "no answer");
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.NOT_CONFIRMED);
        play.apply(new OperatorInput.CancelIncident(second.incident(), "ann", "mine"));

        assertThat(command(play.after(COOLDOWN + 1).detect("stuck", "a")).step())
                .isEqualTo("confirm");
    }
}
