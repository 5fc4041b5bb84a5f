package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody knows whether a step was done: its request was sent, and no answer came. */
class UnknownOutcomeTest {
    private static final long BACKOFF = 5_000;

    private final Given given = new Given();

    private Play play(Step... steps) {
        given.rungs.set(
                0, Given.withRollback(Given.rung("first", null, Given.byProbe(), steps), Given.step("undrain")));
        given.rungs.add(Given.rung("stronger", null, Given.byProbe(), Given.step("replace")));
        return new Play(given.bundle());
    }

    private static List<Command> unanswered(Play play, Command command) {
        play.say(command, OutcomeKind.CLAIMED);
        return commands(play.say(command, OutcomeKind.UNANSWERED, -1, "no answer within 5000 ms"));
    }

    /**
     * @param next purpose of what follows
     * @param name its action, or the step of a probe
     */
    @ParameterizedTest
    @CsvSource({"NEXT_RUNG, VERIFY, verify", "CONTINUE, STEP, restart", "ROLLBACK, ROLLBACK, undrain"})
    void shouldNotRunItAgainAndVerifyBeforeAnythingStronger(OnFailure onFailure, Purpose next, String name) {
        Play play = play(Given.step("drain", 3, onFailure, ""), Given.step("restart"));
        Command drain = command(play.detect("stuck", "a"));

        Command following = unanswered(play, drain).getFirst();
        assertThat(following.purpose()).isEqualTo(next);
        assertThat(following.step()).isEqualTo(name);
        assertThat(play.incident("stuck", "a").history().getLast().kind()).isEqualTo(OutcomeKind.UNANSWERED);
    }

    @Test
    void shouldEndWellWhenTheSymptomSaysThatItWasDone() {
        Play play = play(Given.step("restart", 3, OnFailure.NEXT_RUNG, ""));
        Command verify = unanswered(play, command(play.detect("stuck", "a"))).getFirst();
        assertThat(play.incident("stuck", "a"))
                .returns(IncidentState.VERIFYING, Incident::state)
                .returns(Reason.OUTCOME_UNKNOWN, Incident::reason);

        assertThat(commands(play.run(verify))).isEmpty();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.RESOLVED);
    }

    @Test
    void shouldTryTheNextRungWhenTheSymptomSaysThatItHasNotHelped() {
        Play play = play(Given.step("restart", 3, OnFailure.NEXT_RUNG, ""));
        Command verify = unanswered(play, command(play.detect("stuck", "a"))).getFirst();
        assertThat(command(play.fail(verify)).actionName()).isEqualTo("replace");
    }

    @Test
    void shouldVerifyBehindTheRollback() {
        Play play = play(Given.step("drain", 3, OnFailure.ROLLBACK, ""), Given.step("restart"));
        Command undrain = unanswered(play, command(play.detect("stuck", "a"))).getFirst();
        assertThat(command(play.run(undrain)).purpose()).isEqualTo(Purpose.VERIFY);
    }

    /** As a request to a cloud that timed out: was it accepted? */
    @Test
    void shouldRunAgainWhatIsIdempotent() {
        given.onWorkerLoss = OnWorkerLoss.RERUN;
        Play play = play(Given.step("restart", 1, OnFailure.NEXT_RUNG, ""));
        assertThat(unanswered(play, command(play.detect("stuck", "a")))).isEmpty();
        assertThat(commands(play.after(BACKOFF - 1).tick())).isEmpty();
        Command again = command(play.after(1).tick());
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(unanswered(play, again).getFirst().purpose())
                .as("it is unknown still, and its attempts are used up")
                .isEqualTo(Purpose.VERIFY);
    }

    @Test
    void shouldRunAgainWhatFailed() {
        Play play = play(Given.step("restart", 1, OnFailure.NEXT_RUNG, ""));
        play.fail(command(play.detect("stuck", "a")));
        assertThat(command(play.after(BACKOFF).tick()).attempt()).isEqualTo(2);
    }
}
