package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.interval.Schedule;
import dev.farrier.policy.interval.TimeInterval;
import dev.farrier.policy.interval.TimeInterval.Range;
import dev.farrier.policy.interval.TimeIntervals;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A play begins at 08:00 UTC. */
class TimeIntervalsGuardTest {
    private static final int EIGHT = 8 * 60;
    private static final long MINUTE = 60_000;

    private final Given given = new Given();

    TimeIntervalsGuardTest() {
        given.clears = new Clearing.ClearingEvent(Set.of("fine"));
    }

    /** Muted between these minutes after eight. */
    private static Schedule muted(int from, int to) {
        return new Schedule(List.of(intervals(from, to)), List.of());
    }

    private static TimeIntervals intervals(int from, int to) {
        return new TimeIntervals(
                "busy",
                List.of(new TimeInterval(
                        List.of(new Range(EIGHT + from, EIGHT + to)),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        ZoneOffset.UTC)));
    }

    @Test
    void shouldWaitUntilTheMutedTimeIsOver() {
        given.schedule = muted(0, 2);
        Play play = new Play(given.bundle());

        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        Incident waiting = play.incident("stuck", "a");
        assertThat(waiting.state()).isEqualTo(IncidentState.DEFERRED);
        assertThat(waiting.reason()).isEqualTo(Reason.TIME_INTERVAL);
        assertThat(waiting.until()).isEqualTo(Play.START + 2 * MINUTE);

        play.after(2 * MINUTE - 1).progress(play.now);
        assertThat(commands(play.tick())).isEmpty();
        play.after(1).progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldWaitForTheActiveTime() {
        given.schedule = new Schedule(List.of(), List.of(intervals(1, 2)));
        Play play = new Play(given.bundle());

        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        assertThat(play.incident("stuck", "a").until()).isEqualTo(Play.START + MINUTE);

        play.after(MINUTE).progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldEndWithoutACallWhatDidNotShowAgainMeanwhile() {
        given.schedule = muted(0, 10);
        Play play = new Play(given.bundle());
        play.detect("stuck", "a");

        play.after(10 * MINUTE).progress(play.now);
        play.tick();

        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.SUPPRESSED);
        assertThat(commands(play.effects)).isEmpty();
        assertThat(Play.audits(play.effects))
                .extracting(audit -> audit.reason())
                .contains(Reason.STALE_EVENT)
                .doesNotContain(Reason.WAITED_TOO_LONG);
    }

    @Test
    void shouldActOnWhatHasShownAgainMeanwhile() {
        given.schedule = muted(0, 10);
        Play play = new Play(given.bundle());
        play.detect("stuck", "a");
        play.after(9 * MINUTE).evidence("stuck", "a", play.now, 0);

        play.after(MINUTE).progress(play.now);
        play.tick();

        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    /** Its person is called: the time that it waited for a slot was none of its intervals. */
    @Test
    void shouldStillCallForWhatSomethingElseHeldBack() {
        given.schedule = muted(20, 30);
        Play play = new Play(given.bundle());
        play.apply(Play.report(Play.WORKER, "site-1", 0));
        play.detect("stuck", "a");

        play.after(5 * MINUTE + 1).progress(play.now);
        play.apply(Play.report(Play.WORKER, "site-1", 1));

        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.WAITED_TOO_LONG);
    }

    @Test
    void shouldHoldBackOneRungAndNotTheOthers() {
        given.rungs.add(
                Given.withSchedule(Given.rung("reboot", null, Given.byProbe(), Given.step("restart")), muted(0, 30)));
        Play play = new Play(given.bundle());
        Command restart = command(play.detect("stuck", "a"));

        play.fail(restart);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.TIME_INTERVAL);
        play.after(30 * MINUTE - 1 - (play.now - Play.START)).progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.TIME_INTERVAL);

        play.after(1).progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
        assertThat(play.incident("stuck", "a").work().rung()).isEqualTo(1);
    }

    @Test
    void shouldNotBeginTheStepsWhenItsTimeEndsWhileTheRungConfirms() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        given.schedule = new Schedule(List.of(), List.of(intervals(0, 1)));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.say(confirm, OutcomeKind.CLAIMED);

        play.after(MINUTE).progress(play.now);
        assertThat(commands(play.say(confirm, OutcomeKind.SUCCEEDED))).isEmpty();

        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.TIME_INTERVAL);
    }

    @Test
    void shouldCallAPersonAtAnyTime() {
        given.rungs.clear();
        given.schedule = muted(0, 10);
        Play play = new Play(given.bundle());

        assertThat(commands(play.detect("stuck", "a")))
                .extracting(Command::purpose)
                .containsExactly(Purpose.ESCALATE);
    }
}
