package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.DisruptionBudget.Domains;
import dev.farrier.policy.text.Amount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hosts a and b are in zone x, c is in zone y. */
class BudgetDomainsTest {
    private final Given given = new Given();

    BudgetDomainsTest() {
        given.zones.putAll(Map.of("a", "x", "b", "x", "c", "y"));
    }

    private void domains(@Nullable Amount maxDisrupted, @Nullable Amount handsOffAt) {
        given.budgets.put(
                "zones",
                new DisruptionBudget(
                        "zones",
                        List.of(),
                        null,
                        null,
                        null,
                        Duration.ofHours(1),
                        List.of(),
                        new Domains("zone", maxDisrupted, handsOffAt)));
    }

    private static Amount of(int number) {
        return new Amount(number, false);
    }

    private static Amount percent(int share) {
        return new Amount(share, true);
    }

    private static List<Command> heal(Play play, Command restart) {
        return commands(play.run(command(play.run(restart))));
    }

    private static List<Incident> alarms(Play play) {
        return play.state.openIncidents().stream()
                .filter(incident -> AlarmGroup.isOfDomain(incident.group()))
                .toList();
    }

    private static List<Command> pages(Play play) {
        return commands(play.effects).stream()
                .filter(command -> command.purpose() == Purpose.ESCALATE)
                .toList();
    }

    @Test
    void shouldKnowSharedCausesByTheBudgetsThatCanBeUsed() {
        Bundle without = given.bundle();
        domains(null, of(2));
        Bundle with = given.bundle();
        Play play = new Play(without);
        play.newer = Given.withCommit("c2", with);
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));
        play.detect("stuck", "a");
        play.detect("stuck", "b");
        assertThat(alarms(play)).hasSize(1);

        play.apply(new BundleRefused("c2", "a key of a later version"));
        assertThat(alarms(play)).isEmpty();
        play.apply(new BundleUsable("c2"));
        assertThat(alarms(play)).hasSize(1);
    }

    @Test
    void shouldHoldARungThatHasOnlyConfirmedWhenItsDomainTurnsOutToBeIll() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/stuck"), Given.byProbe(), Given.step("restart")));
        domains(null, of(2));
        Play play = new Play(given.bundle());
        Command confirms = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");
        assertThat(alarms(play)).hasSize(1);

        assertThat(commands(play.run(confirms))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SHARED_CAUSE);

        List<Command> again = commands(play.apply(
                new OperatorInput.CancelIncident(play.incident("stuck", "b").id(), "ann", "by hand")));
        assertThat(again).extracting(Command::target).containsExactly("a");
        assertThat(command(play.run(again.getFirst())).purpose()).isEqualTo(Purpose.STEP);
    }

    @Test
    void shouldCallAPersonForWhatWaitsBehindARungThatASharedCauseHolds() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/stuck"), Given.byProbe(), Given.step("restart")));
        given.staleAfter = Duration.ofHours(2);
        given.budgets.put(
                "zones",
                new DisruptionBudget(
                        "zones",
                        List.of(),
                        of(1),
                        null,
                        null,
                        Duration.ofHours(1),
                        List.of(),
                        new Domains("zone", null, of(2))));
        Play play = new Play(given.bundle());
        Command confirms = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");
        play.run(confirms);
        play.detect("stuck", "c");
        assertThat(play.incident("stuck", "c").reason()).isEqualTo(Reason.DISRUPTION_BUDGET);

        play.after(Duration.ofHours(1).toMillis()).tick();
        assertThat(play.incident("stuck", "c").state()).isEqualTo(IncidentState.ESCALATED);
    }

    @Test
    void shouldDisruptOneZoneAtATime() {
        domains(of(1), null);
        Play play = new Play(given.bundle());

        Command onA = command(play.detect("stuck", "a"));
        Command onB = command(play.detect("stuck", "b"));
        assertThat(commands(play.detect("stuck", "c"))).isEmpty();
        assertThat(play.incident("stuck", "c").reason()).isEqualTo(Reason.DISRUPTION_BUDGET);

        assertThat(heal(play, onA)).as("b is still disrupted").isEmpty();
        assertThat(heal(play, onB)).extracting(Command::target).containsExactly("c");
    }

    @Test
    void shouldNotLetAZoneThatFailsHostByHostKeepOthersWaiting() {
        domains(of(1), null);
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.now++;
        play.detect("stuck", "c");
        play.now++;

        assertThat(commands(play.detect("stuck", "b")))
                .as("c has waited for longer")
                .isEmpty();

        List<Command> next = heal(play, onA);
        assertThat(next).extracting(Command::target).containsExactly("c");
        assertThat(heal(play, next.getFirst())).extracting(Command::target).containsExactly("b");
    }

    @Test
    void shouldCountHostsWithoutAZoneAsOneDomain() {
        given.zones.clear();
        domains(of(1), null);
        Play play = new Play(given.bundle());

        assertThat(commands(play.detect("stuck", "a"))).hasSize(1);
        assertThat(commands(play.detect("stuck", "c"))).hasSize(1);
    }

    @Test
    void shouldKeepItsHandsOffAZoneThatIsIllAndCallOnce() {
        domains(null, percent(100));
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        assertThat(alarms(play)).as("one ill host is no shared cause").isEmpty();

        List<Command> sent = commands(play.detect("stuck", "b"));

        assertThat(sent).extracting(Command::purpose).containsExactly(Purpose.ESCALATE);
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.SHARED_CAUSE);
        assertThat(alarms(play)).singleElement().satisfies(alarm -> {
            assertThat(alarm.state()).isEqualTo(IncidentState.ESCALATED);
            assertThat(alarm.reason()).isEqualTo(Reason.SHARED_CAUSE);
            assertThat(alarm.detection().because()).contains("2 of 2 resources of zone=x", "budget zones");
        });
        assertThat(commands(play.detect("stuck", "c"))).as("another zone").hasSize(1);
        assertThat(commands(play.fail(onA))).as("no next rung either").isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SHARED_CAUSE);
        assertThat(pages(play)).hasSize(1);
    }

    @Test
    void shouldGoOnByItselfWhenFewerAreIll() {
        domains(null, percent(100));
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");

        assertThat(heal(play, onA))
                .filteredOn(command -> command.purpose() == Purpose.STEP)
                .extracting(Command::target)
                .containsExactly("b");
        assertThat(alarms(play)).isEmpty();
    }

    @Test
    void shouldGoOnWhenAPersonSaysSoUntilItIsWell() {
        domains(null, percent(100));
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");
        Incident alarm = alarms(play).getFirst();

        List<Command> sent =
                commands(play.apply(new OperatorInput.CancelIncident(alarm.id(), "ann", "the switch is back")));

        assertThat(sent).extracting(Command::target).containsExactly("b");
        assertThat(alarms(play)).as("she has looked").isEmpty();
        heal(play, onA);
        heal(play, sent.getFirst());
        play.after(Duration.ofMinutes(6).toMillis());
        play.detect("stuck", "a");
        play.detect("stuck", "b");
        assertThat(alarms(play)).as("the next time is another one").hasSize(1);
    }

    @Test
    void shouldRaiseOneIncidentAZoneWhenEverythingIsIll() {
        // kubernetes/kubernetes#70501 and #110114: a zone that is ill as a whole was worked on at the full rate again
        given.zones.put("d", "y");
        domains(null, percent(60));
        Bundle bundle = given.hosts(List.of("a", "b", "c", "d"), given.policy());
        Play play = new Play(bundle);

        for (String host : List.of("a", "c", "b", "d")) {
            play.detect("stuck", host);
        }

        assertThat(alarms(play)).hasSize(2);
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.SHARED_CAUSE);
        assertThat(play.incident("stuck", "d").reason()).isEqualTo(Reason.SHARED_CAUSE);
    }

    @Test
    void shouldKnowTheSameAfterARestart() {
        domains(null, percent(100));
        Bundle bundle = given.bundle();
        Play play = new Play(bundle);
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");

        Play again = new Play(commit -> bundle, DeciderState.restore(play.state.records()), play);
        again.tick();

        assertThat(alarms(again)).hasSize(1);
        assertThat(heal(again, onA))
                .filteredOn(command -> command.purpose() == Purpose.STEP)
                .extracting(Command::target)
                .containsExactly("b");
        assertThat(alarms(again)).isEmpty();
    }
}
