package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.text.Amount;
import org.junit.jupiter.api.Test;

/** Three hosts of one group. */
class MaxUnhealthyGuardTest {
    private final Given given = new Given();

    private static Amount of(int number) {
        return new Amount(number, false);
    }

    @Test
    void shouldStartNothingWhileThePolicyHasTooManyIncidents() {
        given.maxUnhealthy = of(2);
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        assertThat(commands(play.detect("stuck", "b"))).hasSize(1);

        assertThat(commands(play.detect("stuck", "c"))).isEmpty();
        assertThat(play.incident("stuck", "c").reason()).isEqualTo(Reason.TOO_MANY_UNHEALTHY);

        assertThat(commands(play.run(command(play.run(onA)))))
                .extracting(Command::target)
                .containsExactly("c");
    }

    @Test
    void shouldRoundAShareDown() {
        given.maxUnhealthy = new Amount(66, true); // of three: 1.98
        Play play = new Play(given.bundle());
        play.detect("stuck", "a");

        assertThat(commands(play.detect("stuck", "b"))).isEmpty();
    }

    @Test
    void shouldNotCountIncidentsOfOtherPoliciesNorThoseInShadow() {
        Policy other = given.policy();
        given.name = "trial";
        given.mode = Mode.SHADOW;
        Policy trial = given.policy();
        given.name = "careful";
        given.mode = Mode.ENFORCE;
        given.maxUnhealthy = of(1);
        Play play = new Play(given.bundle(other, trial, given.policy()));
        play.detect("stuck", "a");
        play.detect("trial", "b");

        assertThat(commands(play.detect("careful", "c"))).hasSize(1);
    }

    @Test
    void shouldCallAPersonAfterAWhile() {
        given.maxUnhealthy = of(1);
        given.staleAfter = RiskDefaults.CALL_AFTER.multipliedBy(2);
        Play play = new Play(given.bundle());
        play.say(command(play.detect("stuck", "a")), OutcomeKind.CLAIMED);
        play.detect("stuck", "b");
        long opened = play.incident("stuck", "b").openedAt();

        play.after(RiskDefaults.CALL_AFTER.toMillis() - 1);
        play.progress(play.now, "b", opened); // alive then, and nobody knows whether the symptom has ended
        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.DEFERRED);

        play.now++;
        play.progress(play.now, "b", opened);
        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.TOO_MANY_UNHEALTHY);
    }

    @Test
    void shouldAskTheLimitInForce() {
        given.maxUnhealthy = of(1);
        Bundle strict = given.bundle();
        Play play = new Play(strict);
        play.detect("stuck", "a");
        play.detect("stuck", "b");
        given.maxUnhealthy = of(2);
        Bundle lenient = given.bundle();
        play.newer = Given.withCommit("c2", lenient);

        play.apply(new OperatorInput.BundleActivated("c2"));

        assertThat(commands(play.apply(new BundleUsable("c2"))))
                .as("the edit lets it act at once")
                .extracting(Command::target)
                .containsExactly("b");
    }

    @Test
    void shouldKnowTheSameAfterARestart() {
        given.maxUnhealthy = of(1);
        Bundle bundle = given.bundle();
        Play play = new Play(bundle);
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");

        Play again =
                new Play(commit -> bundle, dev.farrier.decide.state.DeciderState.restore(play.state.records()), play);

        assertThat(commands(again.detect("stuck", "c"))).isEmpty();
        assertThat(commands(again.run(command(again.run(onA))))).as("still two").isEmpty();
    }
}
