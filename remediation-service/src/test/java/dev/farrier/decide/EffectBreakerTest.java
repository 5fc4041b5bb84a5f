package dev.farrier.decide;

import static dev.farrier.decide.Play.audits;
import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.guard.EffectGuard.EffectLimit;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.BreakerRecord.PolicyRuns;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A policy that does not help stops itself until a person acknowledges it. */
class EffectBreakerTest {
    private static final int HOSTS = 12;

    private final Given given = new Given();
    private int host;

    private Play play(int runs, int maxFailed) {
        given.limits.put("effect", new EffectLimit(runs, maxFailed));
        return new Play(given.manyHosts(HOSTS, given.policy()));
    }

    private static OperatorInput acknowledge() {
        return new OperatorInput.Acknowledge("stuck", "ann", "the unit file was wrong");
    }

    /** h: a run that helps; f: one that does not; each on a host of its own. */
    private void runs(Play play, String ends) {
        for (char end : ends.toCharArray()) {
            Command restart = command(play.detect("stuck", "h" + host++));
            if (end == 'h') {
                play.run(command(play.run(restart)));
            } else {
                play.fail(restart);
            }
        }
        play.after(1_000).tick();
    }

    private static boolean hasStopped(Play play) {
        PolicyRuns runs = play.state.get(PolicyRuns.key("stuck"), PolicyRuns.class);
        return runs != null && runs.hasStopped();
    }

    private static Incident alarm(Play play) {
        return play.state.openAlarm(Labels.of(AlarmGroup.POLICY, "stuck"));
    }

    private static List<Incident> alarms(Play play) {
        return play.effects.stream()
                .filter(Effect.PublishIncident.class::isInstance)
                .map(effect -> ((Effect.PublishIncident) effect).incident())
                .filter(incident -> AlarmGroup.isAlarm(incident.group()))
                .toList();
    }

    @Test
    void shouldHoldARungThatWasLetThroughBeforeAndHasOnlyConfirmed() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/stuck"), Given.byProbe(), Given.step("restart")));
        Play play = play(1, 0);
        Command first = command(play.detect("stuck", "h0"));
        Command second = command(play.detect("stuck", "h1"));
        play.fail(command(play.run(first)));
        assertThat(hasStopped(play)).isTrue();

        assertThat(commands(play.run(second))).isEmpty();
        assertThat(play.incident("stuck", "h1"))
                .returns(IncidentState.DEFERRED, Incident::state)
                .returns(Reason.POLICY_STOPPED, Incident::reason);

        play.after(1_000).tick();
        Command confirmsAgain = command(play.apply(acknowledge()));
        assertThat(confirmsAgain.purpose()).isEqualTo(Purpose.CONFIRM);
        assertThat(command(play.run(confirmsAgain)).purpose()).isEqualTo(Purpose.STEP);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 2, ff, false",
        "5, 2, fff, true",
        "5, 2, fhfhf, true",
        "5, 2, ffhhhf, false",
        "5, 2, hhhhhffhh, false",
        "5, 2, hhhhhffhf, true",
        "1, 0, h, false",
        "1, 0, f, true",
        "2, 1, fhf, false",
        "2, 1, hff, true",
        "0, 0, ffffffff, false",
    })
    void shouldStopWhenMoreOfTheLastRunsFailed(int runs, int maxFailed, String ends, boolean stopped) {
        Play play = play(runs, maxFailed);

        runs(play, ends);

        assertThat(hasStopped(play)).isEqualTo(stopped);
        List<Effect> next = play.detect("stuck", "h11");
        assertThat(commands(next)).hasSize(stopped ? 0 : 1);
    }

    @Test
    void shouldSayWhyItWaitsAndCallAPersonOnce() {
        Play play = play(5, 2);
        runs(play, "fff");

        play.detect("stuck", "h10");
        play.after(60_000);
        play.detect("stuck", "h11");

        Incident waiting = play.incident("stuck", "h10");
        assertThat(waiting.state()).isEqualTo(IncidentState.DEFERRED);
        assertThat(waiting.reason()).isEqualTo(Reason.POLICY_STOPPED);
        assertThat(alarms(play).stream().map(Incident::id).distinct())
                .as("one call, however many wait")
                .hasSize(1);
        assertThat(alarm(play).detection().because())
                .contains(
                        "policy stuck has stopped itself",
                        "3 of its last 3 runs did not help",
                        play.incident("stuck", "h0").id(),
                        "farrier policy acknowledge stuck");
        assertThat(audits(play.effects))
                .filteredOn(audit -> audit.reason() == Reason.POLICY_STOPPED
                        && audit.incident().isEmpty())
                .extracting(AuditRecord::policy)
                .containsExactly("stuck");
    }

    @Test
    void shouldHoldBackTheNextRungOfWhatHasBegun() {
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = play(1, 0);
        Command first = command(play.detect("stuck", "h0"));
        Command other = command(play.detect("stuck", "h1"));
        play.fail(command(play.fail(other)));

        assertThat(commands(play.fail(first))).isEmpty();
        assertThat(play.incident("stuck", "h0").reason()).isEqualTo(Reason.POLICY_STOPPED);
        assertThat(commands(play.apply(acknowledge())))
                .extracting(Command::rung)
                .containsExactly("replace");
    }

    @Test
    void shouldActAgainOnceAPersonHasAcknowledged() {
        Play play = play(2, 1);
        runs(play, "ff");
        play.detect("stuck", "h10");
        Incident called = alarm(play);

        List<Effect> effects = play.apply(acknowledge());

        assertThat(commands(effects)).extracting(Command::target).contains("h10");
        assertThat(audits(effects))
                .filteredOn(audit -> audit.reason() == Reason.ACKNOWLEDGED)
                .singleElement()
                .satisfies(audit -> {
                    assertThat(audit.policy()).isEqualTo("stuck");
                    assertThat(audit.detail()).contains("ann: the unit file was wrong");
                });
        assertThat(play.state.incident(called.id())).as("the alarm is over").isNull();
        runs(play, "f");
        assertThat(hasStopped(play)).as("its runs count anew").isFalse();
        runs(play, "f");
        assertThat(hasStopped(play)).isTrue();
        assertThat(alarm(play).id()).as("a stop of its own").isNotEqualTo(called.id());
    }

    @Test
    void shouldSayThatThereIsNothingToAcknowledge() {
        Play play = play(2, 1);
        runs(play, "f");

        List<Effect> effects = play.apply(acknowledge());

        assertThat(audits(effects))
                .singleElement()
                .satisfies(audit -> assertThat(audit.detail()).contains("has not stopped", "ann"));
        runs(play, "f");
        assertThat(hasStopped(play)).as("it resets nothing").isTrue();
    }

    @Test
    void shouldStayStoppedThroughARestartAndAnEdit() {
        Play play = play(2, 1);
        runs(play, "ff");
        given.limits.put("effect", new EffectLimit(0, 0));
        Bundle off = given.manyHosts(HOSTS, given.policy());
        Bundle edited = Given.withCommit("c2", off);
        Play again = new Play(commit -> edited, DeciderState.restore(play.state.records()), play);
        again.apply(new OperatorInput.BundleActivated("c2"));
        again.apply(new BundleUsable("c2"));

        assertThat(commands(again.detect("stuck", "h10"))).isEmpty();
        assertThat(commands(again.apply(acknowledge()))).hasSize(1);
    }

    @Test
    void shouldTakeTheLimitOfThePolicyThatIsInForceWhenTheRunEnds() {
        Play play = play(0, 0);
        Command first = command(play.detect("stuck", "h0"));
        given.limits.put("effect", new EffectLimit(1, 0));
        Bundle strict = given.manyHosts(HOSTS, given.policy());
        play.newer = Given.withCommit("c2", strict);
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));

        play.fail(first);

        assertThat(hasStopped(play)).isTrue();
    }

    @Test
    void shouldNotCountWhatRanNothing() {
        Play play = play(1, 0);

        play.refuse(command(play.detect("stuck", "h0")), RefusalReason.INVALID);

        assertThat(play.incident("stuck", "h0").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(hasStopped(play)).isFalse();
    }

    @Test
    void shouldNotCountWhatAPersonCancelled() {
        Play play = play(1, 0);
        Command restart = command(play.detect("stuck", "h0"));
        play.say(restart, OutcomeKind.CLAIMED);
        play.apply(new OperatorInput.CancelIncident(play.incident("stuck", "h0").id(), "ann", "mine"));
        play.say(restart, OutcomeKind.CANCELLED);

        assertThat(play.incident("stuck", "h0").state()).isEqualTo(IncidentState.CANCELLED);
        assertThat(hasStopped(play)).isFalse();
    }

    @Test
    void shouldNotCountIncidentsInShadow() {
        given.mode = Policy.Mode.SHADOW;
        Play play = play(1, 0);
        play.detect("stuck", "h0");
        play.after(Duration.ofMinutes(11).toMillis());

        assertThat(play.incident("stuck", "h0").state()).isEqualTo(IncidentState.SUPPRESSED);
        assertThat(hasStopped(play)).isFalse();
    }

    @Test
    void shouldNotCountWhatALostWorkerDid() {
        Play play = play(1, 0);
        Command restart = command(play.detect("stuck", "h0"));
        play.say(restart, OutcomeKind.CLAIMED);
        play.say(restart, OutcomeKind.UNKNOWN);

        assertThat(play.incident("stuck", "h0").reason()).isEqualTo(Reason.WORKER_LOST);
        assertThat(hasStopped(play)).isFalse();
    }

    @Test
    void shouldStopAloneWhenOthersGoOn() {
        given.limits.put("effect", new EffectLimit(1, 0));
        Policy stuck = given.policy();
        given.name = "other";
        Play play = new Play(given.manyHosts(HOSTS, stuck, given.policy()));
        runs(play, "f");

        assertThat(commands(play.detect("other", "h5"))).hasSize(1);
        assertThat(commands(play.detect("stuck", "h6"))).isEmpty();
    }

    /** NVSentinel's breaker also held back what said that a node was well: it stayed cordoned. */
    @Test
    void shouldCloseWhatEndsWhileItIsStopped() {
        Play play = play(1, 0);
        runs(play, "f");
        play.detect("stuck", "h10");
        play.after(Duration.ofMinutes(2).toMillis());

        play.progress(play.now, "h10", play.now);

        assertThat(play.incident("stuck", "h10").state()).isEqualTo(IncidentState.RESOLVED);
        assertThat(commands(play.apply(acknowledge())))
                .extracting(Command::target)
                .doesNotContain("h10");
    }

    /** NVSentinel 450: after days, closing the breaker cordoned nodes for what was long over. */
    @Test
    void shouldLeaveToAPersonWhatBecameTooOldMeanwhile() {
        given.clears = new Clearing.ClearingEvent(Set.of("fine"));
        Play play = play(1, 0);
        runs(play, "f");
        play.detect("stuck", "h10");
        play.after(Duration.ofMinutes(6).toMillis());
        play.progress(play.now, "h10", play.now);

        play.apply(acknowledge());

        assertThat(play.incident("stuck", "h10").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "h10").reason()).isEqualTo(Reason.WAITED_TOO_LONG);
    }

    @Test
    void shouldCallLaterWhenNobodyCouldBeCalled() {
        given.escalate = List.of();
        Play play = play(1, 0);
        runs(play, "f");
        assertThat(alarms(play)).isEmpty();
        given.escalate = List.of(Given.step("page"));
        Bundle calls = given.manyHosts(HOSTS, given.policy());
        play.newer = Given.withCommit("c2", calls);
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));
        play.after(2_000).tick();

        assertThat(alarm(play)).isNotNull();
    }

    /** A person who closes the alarm has not acknowledged the stop, and is not called again. */
    @Test
    void shouldStayStoppedWhenTheAlarmIsClosed() {
        Play play = play(1, 0);
        runs(play, "f");
        play.apply(new OperatorInput.CancelIncident(alarm(play).id(), "ann", "seen"));
        play.after(5_000).tick();

        assertThat(commands(play.detect("stuck", "h10"))).isEmpty();
        assertThat(alarm(play)).isNull();
    }
}
