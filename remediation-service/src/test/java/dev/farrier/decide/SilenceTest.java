package dev.farrier.decide;

import static dev.farrier.decide.Play.audits;
import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.StateRecord.SilenceState;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.order.OrderLimits;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SilenceTest {
    private static final long MINUTE = 60_000;

    private final Given given = new Given();

    SilenceTest() {
        given.clears = new Clearing.ClearingEvent(Set.of("fine"));
    }

    private static OperatorInput silence(Play play, String matchers, long millis) {
        return new OperatorInput.AddSilence("s1", matchers, play.now + millis, "ann", "disk swap");
    }

    @Test
    void shouldHoldBackUntilItsEndAndThenDecideAnew() {
        Play play = new Play(given.bundle());
        play.apply(silence(play, "target=\"a\"", 2 * MINUTE));

        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        Incident waiting = play.incident("stuck", "a");
        assertThat(waiting.state()).isEqualTo(IncidentState.DEFERRED);
        assertThat(waiting.reason()).isEqualTo(Reason.SILENCED);
        assertThat(waiting.until()).isEqualTo(Play.START + 2 * MINUTE);

        play.after(2 * MINUTE - 1).progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.DEFERRED);
        play.after(1).progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldDecideAnewOnceAPersonExpiresIt() {
        Play play = new Play(given.bundle());
        play.apply(silence(play, "policy=\"stuck\"", 60 * MINUTE));
        play.detect("stuck", "a");

        assertThat(commands(play.apply(new OperatorInput.ExpireSilence("s1", "bob", "done"))))
                .hasSize(1);
        assertThat(audits(play.effects))
                .extracting(AuditRecord::detail)
                .contains(
                        "silenced by ann: disk swap (s1, policy=\"stuck\"), until 2027-01-15T09:00:00Z",
                        "silence s1 of policy=\"stuck\" has ended: expired by bob: done");
    }

    @Test
    void shouldCallNobodyMeanwhile() {
        given.rungs.clear();
        Play play = new Play(given.bundle());
        play.apply(silence(play, "policy=\"stuck\"", MINUTE));

        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        play.after(MINUTE).progress(play.now);
        play.tick();

        assertThat(commands(play.effects)).extracting(Command::purpose).containsExactly(Purpose.ESCALATE);
    }

    @Test
    void shouldHoldBackTheNextRungOfOneThatHasBegun() {
        given.rungs.add(Given.rung("again", null, Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command restart = command(play.detect("stuck", "a"));
        play.apply(silence(play, "target=\"a\"", MINUTE));
        play.say(restart, OutcomeKind.CLAIMED);

        assertThat(commands(play.say(restart, OutcomeKind.FAILED))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SILENCED);
        play.after(MINUTE).progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").work().rung()).isEqualTo(1);
    }

    @Test
    void shouldNotBeginTheStepsOfARungThatConfirmedMeanwhile() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.say(confirm, OutcomeKind.CLAIMED);
        play.apply(silence(play, "target=\"a\"", MINUTE));

        assertThat(commands(play.say(confirm, OutcomeKind.SUCCEEDED))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SILENCED);
    }

    @Test
    void shouldEndWithoutACallWhatDidNotShowAgainMeanwhile() {
        Play play = new Play(given.bundle());
        play.apply(silence(play, "target=\"a\"", 10 * MINUTE));
        play.detect("stuck", "a");

        play.after(10 * MINUTE).progress(play.now);
        play.tick();

        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.SUPPRESSED);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.STALE_EVENT);
        assertThat(commands(play.effects)).isEmpty();
    }

    @Test
    void shouldActOnWhatHasShownAgainMeanwhile() {
        Play play = new Play(given.bundle());
        play.apply(silence(play, "target=\"a\"", 10 * MINUTE));
        play.detect("stuck", "a");
        play.after(9 * MINUTE).evidence("stuck", "a", play.now, 0);

        play.after(MINUTE).progress(play.now);
        play.tick();

        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldForgetItAnHourAfterItsEnd() {
        Play play = new Play(given.bundle());
        play.apply(silence(play, "target=\"a\"", MINUTE));
        play.after(MINUTE + 3_600_000 - 1);
        play.tick();
        assertThat(play.state.get(SilenceState.key("s1"), SilenceState.class)).isNotNull();

        play.after(1);
        play.tick();
        assertThat(play.state.get(SilenceState.key("s1"), SilenceState.class)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            policy="stuck"                        | true
            policy="other"                        | false
            target=~"[ab]"                        | true
            target=~"[bc]"                        | false
            site="site-1"                         | true
            risk="disruptive"                     | true
            risk="destructive"                    | false
            group.host="a"                        | true
            group.host!="a"                       | false
            resource.role="bridge"                | true
            resource.zone=""                      | true
            resource.role="bridge",target="b"     | false
            """)
    void shouldMatchWhatTheIncidentAndItsTargetSay(String matchers, boolean silenced) {
        Play play = new Play(given.bundle());
        play.apply(silence(play, matchers, MINUTE));

        assertThat(commands(play.detect("stuck", "a")).isEmpty()).isEqualTo(silenced);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host=\"a\"", "target=~\"(\"", "target"})
    void shouldRefuseWhatItCannotRead(String matchers) {
        Play play = new Play(given.bundle());
        play.apply(silence(play, matchers, MINUTE));

        assertThat(commands(play.detect("stuck", "a"))).hasSize(1);
        assertThat(audits(play.effects))
                .extracting(AuditRecord::detail)
                .anyMatch(detail -> detail.startsWith("refused, "));
    }

    @Test
    void shouldRefuseOneThatIsOverOrLastsTooLong() {
        Play play = new Play(given.bundle());
        play.apply(silence(play, "target=\"a\"", 0));
        play.apply(silence(play, "target=\"a\"", Duration.ofDays(30).toMillis() + 1));

        assertThat(commands(play.detect("stuck", "a"))).hasSize(1);
    }

    @Test
    void shouldKeepAtMostSoMany() {
        Play play = new Play(given.bundle());
        for (int i = 0; i <= OrderLimits.MOST; i++) {
            play.applyOnly(
                    new OperatorInput.AddSilence("s" + i, "target=\"t" + i + "\"", play.now + MINUTE, "ann", ""));
        }
        assertThat(play.state.get(SilenceState.key("s" + (OrderLimits.MOST - 1)), SilenceState.class))
                .isNotNull();
        assertThat(play.state.get(SilenceState.key("s" + OrderLimits.MOST), SilenceState.class))
                .isNull();
    }
}
