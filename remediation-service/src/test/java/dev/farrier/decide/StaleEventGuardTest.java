package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Amount;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever held an incident back: it doesn't vanish because it waited here. */
class StaleEventGuardTest {
    /** {@code staleAfter} of the policy. */
    private static final long STALE_AFTER = Duration.ofMinutes(5).toMillis();
    /** Age of the event when the detection comes. */
    private static final long AGE = Duration.ofMinutes(4).toMillis();

    private final Given given = new Given();

    private enum Brake {
        HALT,
        BUDGET,
        BUDGET_AND_THEN_LAG,
        SLOT,
        COOLDOWN,
        RATE_LIMIT
    }

    StaleEventGuardTest() {
        given.clears = new Clearing.ClearingEvent(Set.of("fine")); // only that event says that it has ended
    }

    @ParameterizedTest
    @EnumSource
    void shouldStillActWhenTheWaitIsOverInTime(Brake brake) {
        Play play = released(brake, STALE_AFTER);

        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @ParameterizedTest
    @EnumSource
    void shouldCallAPersonWhenTheWaitIsOverAMillisecondLate(Brake brake) {
        Play play = released(brake, STALE_AFTER + 1);

        Incident incident = play.incident("stuck", "b");
        assertThat(incident.state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(incident.reason()).isEqualTo(Reason.WAITED_TOO_LONG);
        assertThat(commands(play.effects))
                .filteredOn(command -> command.incident().equals(incident.id()))
                .extracting(command -> command.purpose())
                .containsExactly(Purpose.ESCALATE);
    }

    /** An incident on host b, which the brake lets go when its event is so old. */
    private Play released(Brake brake, long age) {
        return switch (brake) {
            case HALT -> {
                Play play = new Play(given.bundle());
                play.apply(new OperatorInput.Halt("ann", "drill"));
                waits(play, Reason.HALTED, age);
                play.apply(new OperatorInput.Resume("ann", "over"));
                yield play;
            }
            case BUDGET, BUDGET_AND_THEN_LAG -> {
                Amount one = new Amount(1, false);
                given.budgets.put(
                        "hosts", new DisruptionBudget("hosts", List.of(), one, null, null, Duration.ofHours(1)));
                Play play = new Play(given.bundle());
                play.fail(command(play.detect("stuck", "a")));
                boolean lags = brake == Brake.BUDGET_AND_THEN_LAG;
                waits(play, Reason.DISRUPTION_BUDGET, lags ? age - 16_001 : age);
                play.after(lags ? 16_000 : 0);
                play.apply(new OperatorInput.CancelIncident(
                        play.incident("stuck", "a").id(), "ann", "replaced"));
                if (lags) {
                    assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.CATCHING_UP);
                    play.now++;
                    play.progress(play.now, "b", play.now);
                }
                yield play;
            }
            case SLOT -> {
                Play play = new Play(given.bundle());
                play.apply(Play.report(Play.WORKER, "site-1", 1));
                play.progress(play.now);
                var busy = command(play.detect("stuck", "a"));
                play.say(busy, OutcomeKind.CLAIMED);
                waits(play, Reason.SITE_BUSY, age);
                play.say(busy, OutcomeKind.SUCCEEDED);
                yield play;
            }
            case COOLDOWN -> {
                given.cooldown = Duration.ofMillis(age + 1);
                yield afterItsOwnRemediation(Reason.COOLDOWN, age);
            }
            case RATE_LIMIT -> {
                given.cooldown = Duration.ZERO;
                given.rate = new RateLimit(1, Duration.ofMillis(age + 1), List.of("target"));
                yield afterItsOwnRemediation(Reason.RATE_LIMITED, age);
            }
        };
    }

    /** Detects it on host b, and waits until its event is so old. */
    private static void waits(Play play, Reason reason, long age) {
        play.detect("stuck", "b", play.now - AGE);
        play.progress(play.now, "b", play.now);
        play.after(age - AGE).progress(play.now, "b", play.now);
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(reason);
    }

    private Play afterItsOwnRemediation(Reason reason, long age) {
        Play play = new Play(given.bundle());
        play.run(command(play.run(command(play.detect("stuck", "b")))));
        play.now++;
        play.detect("stuck", "b");
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(reason);
        play.after(age).progress(play.now, "b", play.now);
        return play;
    }

    @Test
    void shouldLeaveItTimeToShowAgainAfterARemediationForAnotherIncident() {
        Policy stuck = given.policy();
        given.name = "other";
        Play play = new Play(given.bundle(stuck, given.policy()));
        play.fail(play.busyWith("stuck", "a", "other"));
        play.after(STALE_AFTER + 1).progress(play.now, "a", play.now);
        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.TARGET_BUSY);

        play.apply(new OperatorInput.CancelIncident(play.incident("stuck", "a").id(), "ann", "restarted it by hand"));

        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
        play.after(STALE_AFTER).progress(play.now, "a", play.now);
        assertThat(play.incident("other", "a").state()).isEqualTo(IncidentState.DEFERRED);
        play.after(1).progress(play.now, "a", play.now);
        assertThat(play.incident("other", "a").state())
                .as("no event of it since, although it had the time")
                .isEqualTo(IncidentState.SUPPRESSED);
        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.STALE_EVENT);
    }
}
