package dev.farrier.decide;

import static dev.farrier.decide.Play.audits;
import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.StateRecord.MaintenanceState;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.DisruptionBudget.Domains;
import dev.farrier.policy.order.OrderLimits;
import dev.farrier.policy.text.Amount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceTest {
    private static final long MINUTE = 60_000;

    private final Given given = new Given();

    MaintenanceTest() {
        given.clears = new Clearing.ClearingEvent(Set.of("fine"));
    }

    private static OperatorInput begin(Play play, String selector, long millis) {
        return new OperatorInput.BeginMaintenance("m1", selector, play.now + millis, "ann", "disk swap");
    }

    private void budget(Amount maxDisrupted, Amount maxUnhealthy, Domains domains) {
        given.budgets.put(
                "hosts",
                new DisruptionBudget(
                        "hosts", List.of(), maxDisrupted, maxUnhealthy, null, Duration.ofHours(1), List.of(), domains));
    }

    @Test
    void shouldRecordSymptomsAndStartNothingUntilItsEnd() {
        Play play = new Play(given.bundle());
        play.apply(begin(play, "a", 2 * MINUTE));

        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        Incident waiting = play.incident("stuck", "a");
        assertThat(waiting.state()).isEqualTo(IncidentState.DEFERRED);
        assertThat(waiting.reason()).isEqualTo(Reason.MAINTENANCE);

        play.after(2 * MINUTE - 1).progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.DEFERRED);
        play.after(1).progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
        play.after(1000).evidence("stuck", "a", play.now, 0);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldDecideAnewOnceAPersonEndsIt() {
        Play play = new Play(given.bundle());
        play.apply(begin(play, "a", 60 * MINUTE));
        play.detect("stuck", "a");

        play.apply(new OperatorInput.EndMaintenance("m1", "bob", "done"));
        assertThat(commands(play.after(1000).evidence("stuck", "a", play.now, 0)))
                .hasSize(1);
        assertThat(audits(play.effects))
                .extracting(AuditRecord::detail)
                .contains(
                        "in maintenance by ann: disk swap (m1, a), until 2027-01-15T09:00:00Z: a",
                        "maintenance m1 of a has ended: ended by bob: done");
    }

    @Test
    void shouldEndWithoutACallWhatDoesNotShowAgainAfterwards() {
        Play play = new Play(given.bundle());
        play.apply(begin(play, "a", MINUTE));
        play.detect("stuck", "a");

        play.after(MINUTE).progress(play.now);
        play.tick();
        for (int i = 0; i < 22; i++) {
            play.after(MINUTE / 4).progress(play.now);
            play.tick();
        }

        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.SUPPRESSED);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.STALE_EVENT);
        assertThat(commands(play.effects)).isEmpty();
    }

    @Test
    void shouldCallNobodyMeanwhile() {
        given.rungs.clear();
        Play play = new Play(given.bundle());
        play.apply(begin(play, "role=bridge", MINUTE));

        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        play.after(MINUTE).progress(play.now);
        play.tick();

        assertThat(commands(play.effects)).extracting(Command::purpose).containsExactly(Purpose.ESCALATE);
    }

    @Test
    void shouldHoldBackTheNextRungOfARunThatGoesOn() {
        given.rungs.add(Given.rung("again", null, Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command restart = command(play.detect("stuck", "a"));
        play.apply(begin(play, "a", MINUTE));
        play.say(restart, OutcomeKind.CLAIMED);

        assertThat(commands(play.say(restart, OutcomeKind.FAILED))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.MAINTENANCE);
        play.after(MINUTE).progress(play.now);
        play.tick();
        play.after(1000).evidence("stuck", "a", play.now, 0);
        assertThat(play.incident("stuck", "a").work().rung()).isEqualTo(1);
    }

    @Test
    void shouldNotBeginTheStepsOfARungThatConfirmedMeanwhile() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.say(confirm, OutcomeKind.CLAIMED);
        play.apply(begin(play, "a", MINUTE));

        assertThat(commands(play.say(confirm, OutcomeKind.SUCCEEDED))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.MAINTENANCE);
    }

    @Test
    void shouldCountAsDisruptedAndUnhealthyInBudgets() {
        budget(new Amount(1, false), null, null);
        Play play = new Play(given.bundle());
        play.apply(begin(play, "b", MINUTE));

        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.DISRUPTION_BUDGET);
        play.after(MINUTE).progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldCountAsUnhealthyInBudgets() {
        budget(null, new Amount(1, false), null);
        Play play = new Play(given.bundle());
        play.apply(begin(play, "b", 60 * MINUTE));

        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.TOO_MANY_UNHEALTHY);
        play.apply(new OperatorInput.EndMaintenance("m1", "ann", ""));
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldNotMakeASharedCauseOfADomain() {
        given.zones.putAll(Map.of("a", "x", "b", "x"));
        budget(null, null, new Domains("zone", null, new Amount(50, true)));
        Play play = new Play(given.bundle());
        play.apply(begin(play, "zone=x", 60 * MINUTE));
        play.detect("stuck", "a");
        play.detect("stuck", "b");

        assertThat(commands(play.effects)).isEmpty();
        assertThat(play.state.openIncidents())
                .extracting(Incident::reason)
                .containsExactly(Reason.MAINTENANCE, Reason.MAINTENANCE);
    }

    @Test
    void shouldSelectByTheInventoryInForce() {
        given.zones.put("a", "x");
        Play play = new Play(given.bundle());
        play.apply(begin(play, "zone=x", 60 * MINUTE));
        play.detect("stuck", "a");
        assertThat(commands(play.detect("stuck", "b"))).hasSize(1);

        given.zones.clear();
        play.newer = Given.withCommit("c2", given.bundle());
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));

        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldHoldByTheOtherWhileOneOfTwoEnds() {
        Play play = new Play(given.bundle());
        play.apply(begin(play, "a", 60 * MINUTE));
        play.apply(new OperatorInput.BeginMaintenance("m2", "role=bridge", play.now + 30 * MINUTE, "bob", ""));
        play.detect("stuck", "a");

        play.apply(new OperatorInput.EndMaintenance("m1", "ann", ""));
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.MAINTENANCE);
        play.apply(new OperatorInput.EndMaintenance("m2", "ann", ""));
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a                     | true
            b                     | false
            name=a                | true
            name=~"[ac]"           | true
            role="bridge",name=b  | false
            site=site-1           | true
            zone=x                | false
            """)
    void shouldSelectResources(String selector, boolean held) {
        Play play = new Play(given.bundle());
        play.apply(begin(play, selector, MINUTE));

        assertThat(commands(play.detect("stuck", "a")).isEmpty()).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name=~\"(\"", "a b=c"})
    void shouldRefuseWhatItCannotRead(String selector) {
        Play play = new Play(given.bundle());
        play.apply(begin(play, selector, MINUTE));

        assertThat(commands(play.detect("stuck", "a"))).hasSize(1);
        assertThat(audits(play.effects))
                .extracting(AuditRecord::detail)
                .anyMatch(detail -> detail.startsWith("refused, "));
    }

    @Test
    void shouldRefuseOneThatIsOverOrLastsTooLong() {
        Play play = new Play(given.bundle());
        play.apply(begin(play, "a", 0));
        play.apply(begin(play, "a", Duration.ofDays(30).toMillis() + 1));

        assertThat(commands(play.detect("stuck", "a"))).hasSize(1);
    }

    @Test
    void shouldKeepAtMostSoMany() {
        Play play = new Play(given.bundle());
        for (int i = 0; i <= OrderLimits.MOST; i++) {
            play.applyOnly(new OperatorInput.BeginMaintenance("m" + i, "t" + i, play.now + MINUTE, "ann", ""));
        }
        assertThat(play.state.get(MaintenanceState.key("m" + (OrderLimits.MOST - 1)), MaintenanceState.class))
                .isNotNull();
        assertThat(play.state.get(MaintenanceState.key("m" + OrderLimits.MOST), MaintenanceState.class))
                .isNull();
    }
}
