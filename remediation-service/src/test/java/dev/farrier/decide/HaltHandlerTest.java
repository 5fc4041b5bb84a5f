package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.StateRecord.HaltRecord;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.StandingHalt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HaltHandlerTest {
    private static final HaltScope SITE = new HaltScope(ScopeKind.SITE, "site-1");
    private static final HaltScope STUCK = new HaltScope(ScopeKind.POLICY, "stuck");
    private static final HaltScope A = new HaltScope(ScopeKind.TARGET, "a");

    private final Given given = new Given();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHoldBackWhatATimerWouldStartAtTheSameInstant(boolean halted) {
        given.cooldown = Duration.ofMinutes(1);
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        play.run(commands(play.effects).getLast());
        play.after(10_000).progress(play.now);
        play.detect("stuck", "a");
        long until = play.incident("stuck", "a").until();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.COOLDOWN);

        assertThat(commands(play.after(until - 1 - play.now).progress(play.now)))
                .isEmpty();
        play.after(1);
        assertThat(commands(halted ? play.applyOnly(new OperatorInput.Halt("ann", "drill")) : play.progress(play.now)))
                .hasSize(halted ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ALL,    '',     stuck, a, halted by ann: drill
            SITE,   site-1, stuck, a, site site-1 is halted by ann: drill
            SITE,   site-2, stuck, a,
            SITE,   site,   stuck, a,
            POLICY, stuck,  stuck, a, policy stuck is halted by ann: drill
            POLICY, stuck,  other, a,
            TARGET, a,      stuck, a, target a is halted by ann: drill
            TARGET, a,      other, a, target a is halted by ann: drill
            TARGET, a,      stuck, b,
            TARGET, stuck,  stuck, a,
            """)
    void shouldHoldBackWhatTheScopeCovers(ScopeKind kind, String name, String policy, String host, String why) {
        Play play = twoPolicies();
        HaltScope scope = new HaltScope(kind, name);
        play.apply(new OperatorInput.Halt(scope, "ann", "drill"));

        List<Effect> effects = play.detect(policy, host);
        if (why == null) {
            assertThat(commands(effects)).hasSize(1);
            return;
        }
        assertThat(commands(effects)).isEmpty();
        assertThat(play.incident(policy, host).reason()).isEqualTo(Reason.HALTED);
        assertThat(Play.audits(effects))
                .anySatisfy(audit -> assertThat(audit.detail()).isEqualTo(why));
        play.after(1_000).progress(play.now);
        assertThat(commands(play.apply(OperatorInput.Resume.of(scope, "ann", "over"))))
                .hasSize(1);
    }

    @Test
    void shouldPauseOneIncidentBetweenItsStepsAndForgetThePauseWithIt() {
        given.rungs.set(0, Given.rung("restart", null, Given.byProbe(), Given.step("drain"), Given.step("restart")));
        Play play = twoPolicies();
        Command drain = command(play.detect("stuck", "a"));
        HaltScope pause = new HaltScope(ScopeKind.INCIDENT, drain.incident());
        play.apply(new OperatorInput.Halt(pause, "ann", "let me see"));

        assertThat(commands(play.run(drain))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.HALTED);
        assertThat(commands(play.detect("stuck", "b"))).as("another incident").hasSize(1);
        play.after(1_000).progress(play.now);
        Command restart = command(play.apply(OperatorInput.Resume.of(pause, "ann", "go on")));
        assertThat(restart.step()).isEqualTo("restart");

        play.apply(new OperatorInput.Halt(pause, "ann", "once more"));
        assertThat(play.decider.halts()).extracting(StandingHalt::scope).containsExactly(pause);
        play.apply(new OperatorInput.CancelIncident(drain.incident(), "ann", "mine"));
        assertThat(play.decider.halts()).as("its command has not ended").hasSize(1);
        play.say(restart, OutcomeKind.CLAIMED);
        play.say(restart, OutcomeKind.CANCELLED);
        assertThat(play.decider.halts()).isEmpty();
    }

    @Test
    void shouldLiftNoHaltThatTheDeciderHasNotReadWhenAPauseEndsWithItsIncident() {
        Play play = twoPolicies();
        Command restart = command(play.detect("stuck", "a"));
        HaltScope pause = new HaltScope(ScopeKind.INCIDENT, restart.incident());
        play.apply(new OperatorInput.Halt(pause, "ann", "let me see"));
        play.say(restart, OutcomeKind.CLAIMED);
        long readUpTo = play.now;
        play.marking = false;
        play.now += 3_000;

        List<Effect> effects =
                new ArrayList<>(play.apply(new OperatorInput.CancelIncident(restart.incident(), "ann", "mine")));
        effects.addAll(play.say(restart, OutcomeKind.CANCELLED));

        assertThat(play.decider.halts()).isEmpty();
        assertThat(effects)
                .filteredOn(Effect.SendControl.class::isInstance)
                .extracting(effect -> ((Effect.SendControl) effect).control())
                .filteredOn(Control.Halted.class::isInstance)
                .isNotEmpty()
                .allSatisfy(control -> assertThat(((Control.Halted) control).at())
                        .as("a worker that was halted later stays halted")
                        .isLessThanOrEqualTo(readUpTo + 2));
    }

    @Test
    void shouldWakeOnlyWhatTheEndedHaltHeldBack() {
        Play play = twoPolicies();
        play.apply(new OperatorInput.Halt(STUCK, "ann", ""));
        play.apply(new OperatorInput.Halt(new HaltScope(ScopeKind.TARGET, "b"), "bob", ""));
        play.detect("stuck", "a");
        play.detect("other", "b");
        play.detect("stuck", "b");
        play.after(1_000).progress(play.now);

        List<Effect> resumed = play.apply(OperatorInput.Resume.of(STUCK, "ann", ""));
        assertThat(commands(resumed)).extracting(Command::target).containsExactly("a");
        assertThat(resumed)
                .as("other on b waits for its own halt, and is not looked at")
                .noneMatch(effect -> effect instanceof Effect.PublishIncident published
                        && published.incident().policy().equals("other"));
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.HALTED);
    }

    @Test
    void shouldKeepScopedHaltsWhenEverythingIsResumed() {
        Play play = twoPolicies();
        play.apply(new OperatorInput.Halt(A, "ann", "disk"));
        play.apply(new OperatorInput.Halt("bob", "drill"));
        play.detect("stuck", "a");
        play.detect("stuck", "b");
        play.after(1_000).progress(play.now);

        assertThat(commands(play.apply(new OperatorInput.Resume("bob", "over"))))
                .extracting(Command::target)
                .containsExactly("b");
        assertThat(play.decider.halts())
                .extracting(StandingHalt::scope, StandingHalt::by, StandingHalt::why)
                .containsExactly(tuple(A, "ann", "disk"));
    }

    @Test
    void shouldHoldBackTheNextStepOfWhatHasBegun() {
        given.rungs.set(0, Given.rung("restart", null, Given.byProbe(), Given.step("drain"), Given.step("restart")));
        Play play = twoPolicies();
        Command drain = command(play.detect("stuck", "a"));
        play.apply(new OperatorInput.Halt(A, "ann", ""));

        assertThat(commands(play.run(drain))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.HALTED);
        assertThat(commands(play.apply(OperatorInput.Resume.of(A, "ann", ""))))
                .extracting(Command::step)
                .containsExactly("restart");
    }

    @Test
    void shouldTellWorkersAllThatStandsAndThoseWithoutScopesThatEverythingDoes() {
        Play play = twoPolicies();
        play.apply(new OperatorInput.Halt(STUCK, "ann", "drill").at(Play.START + 1));
        play.apply(new OperatorInput.Halt(A, "bob", "disk").at(Play.START + 2));
        assertThat(lastControl(play))
                .isEqualTo(new Control.Halted(
                        true,
                        false,
                        "ann",
                        "drill",
                        Play.START + 2,
                        null,
                        List.of(
                                new StandingHalt(STUCK, false, "ann", "drill", Play.START + 1),
                                new StandingHalt(A, false, "bob", "disk", Play.START + 2))));

        play.apply(OperatorInput.Resume.of(STUCK, "ann", ""));
        assertThat(lastControl(play).halted()).as("one stands").isTrue();
        play.apply(OperatorInput.Resume.of(A, "ann", ""));
        assertThat(lastControl(play).halted()).as("none stands").isFalse();
        assertThat(lastControl(play).at()).isGreaterThan(Play.START + 2);
    }

    @Test
    void shouldStandAfterARestartAlsoWhenAnOlderVersionWroteThem() {
        Play play = twoPolicies();
        play.apply(new OperatorInput.Halt(STUCK, "ann", ""));
        DeciderState restored = DeciderState.restore(play.state.records());
        assertThat(restored.halts()).extracting(StandingHalt::scope).containsExactly(STUCK);

        HaltRecord old = new HaltRecord(true, true, "ann", "drill", 7, List.of());
        assertThat(DeciderState.restore(List.of(old)).halts())
                .containsExactly(new StandingHalt(HaltScope.ALL, true, "ann", "drill", 7));
    }

    @Test
    void shouldHaltEverythingWhenTheListOfHaltsIsFull() {
        Play play = twoPolicies();
        for (int i = 0; i < HaltHandler.MAX_SCOPED; i++) {
            play.apply(new OperatorInput.Halt(new HaltScope(ScopeKind.TARGET, "h" + i), "ann", "x".repeat(2_000)));
        }
        assertThat(play.decider.halts()).noneMatch(halt -> halt.scope().isAll());
        play.apply(new OperatorInput.Halt(new HaltScope(ScopeKind.TARGET, "h7"), "bob", "again"));
        assertThat(play.decider.halts()).noneMatch(halt -> halt.scope().isAll());

        play.apply(new OperatorInput.Halt(A, "bob", "disk"));
        assertThat(play.decider.halts().getFirst())
                .returns(HaltScope.ALL, StandingHalt::scope)
                .returns(
                        "more than 200 sites, policies, targets and incidents are halted; the last: target a disk",
                        StandingHalt::why);
        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
    }

    @Test
    void shouldKeepAHaltOfCallsAndRecordTheOrderWhenTheListOfHaltsIsFull() {
        Play play = twoPolicies();
        for (int i = 0; i < HaltHandler.MAX_SCOPED; i++) {
            play.apply(new OperatorInput.Halt(new HaltScope(ScopeKind.TARGET, "h" + i), "ann", ""));
        }
        play.apply(new OperatorInput.Halt(true, "ann", "drill"));

        List<Effect> effects = play.apply(new OperatorInput.Halt(A, "bob", "disk"));

        assertThat(play.decider.halts().getFirst())
                .returns(true, StandingHalt::calls)
                .returns("ann", StandingHalt::by);
        assertThat(Play.audits(effects))
                .anySatisfy(audit -> assertThat(audit.detail()).contains("bob", "target a disk"));
    }

    /** A halt is no part of the policies: neither an edit nor a reload lifts it. */
    @Test
    void shouldOutliveAnEditOfThePolicies() {
        Play play = twoPolicies();
        play.apply(new OperatorInput.Halt(STUCK, "ann", ""));
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));
        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.HALTED);
    }

    /** Else the same command would go back and forth until the order has reached the decider. */
    @Test
    void shouldNotSendAnewAtOnceWhatAWorkerRefusesForAHaltThatTheDeciderDoesNotKnow() {
        Play play = twoPolicies();
        Command queued = command(play.detect("stuck", "a"));
        assertThat(commands(play.refuse(queued, RefusalReason.HALTED))).isEmpty();

        play.apply(new OperatorInput.Halt(A, "ann", ""));
        play.after(6_000).progress(play.now);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.HALTED);
        assertThat(commands(play.apply(OperatorInput.Resume.of(A, "ann", "")))).hasSize(1);
    }

    private Play twoPolicies() {
        Given other = new Given();
        other.name = "other";
        return new Play(given.bundle(given.policy(), other.policy()));
    }

    private static Control.Halted lastControl(Play play) {
        return play.effects.stream()
                .filter(Effect.SendControl.class::isInstance)
                .map(effect -> (Control.Halted) ((Effect.SendControl) effect).control())
                .reduce((first, last) -> last)
                .orElseThrow();
    }
}
