package dev.farrier.decide;

import static dev.farrier.decide.Play.audits;
import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Reason;
import dev.farrier.model.Tick;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.source.Matcher;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At most two runs begin on the hosts in any four minutes. */
class BudgetRateLimitTest {
    private static final Duration PER = Duration.ofMinutes(4);

    private final Given given = new Given();

    BudgetRateLimitTest() {
        given.clears = new Clearing.ClearingEvent(Set.of("fine"));
        given.staleAfter = Duration.ofHours(1);
        budget(Duration.ofHours(1));
    }

    private void budget(Duration callAfter) {
        given.budgets.put(
                "hosts",
                new DisruptionBudget(
                        "hosts",
                        List.of(),
                        null,
                        null,
                        null,
                        callAfter,
                        List.of(new RateLimit(2, PER, List.of())),
                        null));
    }

    private static void at(Play play, long time) {
        play.after(time - play.now);
        play.progress(play.now, "c", play.now);
    }

    private static void healed(Play play, String host) {
        play.run(command(play.run(command(play.detect("stuck", host)))));
    }

    private static Incident held(Play play, String host) {
        assertThat(commands(play.detect("stuck", host))).isEmpty();
        Incident incident = play.incident("stuck", host);
        assertThat(incident.state()).isEqualTo(IncidentState.DEFERRED);
        assertThat(incident.reason()).isEqualTo(Reason.RATE_LIMITED);
        return incident;
    }

    @Test
    void shouldLetTheNextRunBeginWhenTheFirstHasLeftTheWindow() {
        Play play = new Play(given.bundle());
        healed(play, "a");
        play.now += 1_000;
        healed(play, "b");
        held(play, "c");

        at(play, Play.START + PER.toMillis() - 1);
        assertThat(play.incident("stuck", "c").state()).isEqualTo(IncidentState.DEFERRED);

        at(play, Play.START + PER.toMillis());
        assertThat(play.incident("stuck", "c").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldCallAPersonWhenItIsHeldBackForTooLong() {
        budget(PER.minusSeconds(1));
        Play play = new Play(given.bundle());
        command(play.detect("stuck", "a"));
        command(play.detect("stuck", "b"));
        long callAt = held(play, "c").openedAt() + PER.minusSeconds(1).toMillis();

        at(play, callAt - 1);
        assertThat(play.incident("stuck", "c").state()).isEqualTo(IncidentState.DEFERRED);

        at(play, callAt);
        assertThat(play.incident("stuck", "c").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "c").reason()).isEqualTo(Reason.RATE_LIMITED);
    }

    /** Otherwise everything that a halt has held for long would call at once when it ends. */
    @ParameterizedTest
    @CsvSource({
        // the limit, halted from, to, called at: after the beginning of the incident, milliseconds
        "0,       0,       180000",
        "1,       60000,   180000",
        "1,       179999,  180000",
        "1,       180000,  360000",
        "1,       180001,  360001",
        "1,       900000,  1080000",
        "179999,  1000000, 1180000",
        "180000,  1000000, 180000",
    })
    void shouldGiveTheWholeTimeAnewAfterAHaltThatLastedUntilTheCall(long haltAt, long resumeAt, long callAt) {
        Duration callAfter = Duration.ofMinutes(3);
        given.budgets.put(
                "hosts",
                new DisruptionBudget(
                        "hosts",
                        List.of(),
                        null,
                        null,
                        null,
                        callAfter,
                        List.of(new RateLimit(2, Duration.ofDays(1), List.of())),
                        null));
        Play play = new Play(given.bundle());
        healed(play, "a");
        healed(play, "b");
        long opened = held(play, "c").openedAt();
        if (resumeAt > 0) {
            at(play, opened + haltAt);
            play.apply(new OperatorInput.Halt("ann", "drill"));
            at(play, opened + resumeAt - 1);
            play.now++;
            play.apply(new OperatorInput.Resume("ann", "over"));
            play.progress(play.now, "c", play.now);
        }
        if (opened + callAt > play.now) {
            at(play, opened + callAt - 1);
            assertThat(play.incident("stuck", "c").state()).isEqualTo(IncidentState.DEFERRED);
            at(play, opened + callAt);
        }
        assertThat(play.incident("stuck", "c").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "c").reason()).isEqualTo(Reason.RATE_LIMITED);
    }

    /** All are asked again when the window has room, a hundred an input. Who has waited longest starts; of the others nothing is told. */
    @Test
    void shouldStartWhoHasWaitedLongestAndTellNothingOfTheOthers() {
        Play play = new Play(given.manyHosts(1_002, given.policy()));
        healed(play, "h0");
        healed(play, "h1");
        for (int i = 2; i < 1_002; i++) {
            play.now++;
            held(play, "h" + i);
        }
        at(play, Play.START + PER.toMillis() - 1);
        play.effects.clear();
        play.now++;
        for (int input = 0; input < 10; input++) {
            assertThat(play.applyOnly(new Tick())).hasSizeLessThanOrEqualTo(110);
        }
        assertThat(play.applyOnly(new Tick())).isEmpty();
        assertThat(commands(play.effects)).extracting(Command::target).containsExactly("h2", "h3");
        assertThat(audits(play.effects))
                .extracting(AuditRecord::target)
                .containsOnly("h2", "h3")
                .hasSize(6);
    }

    @Test
    void shouldCountARetryThatBeginsWithALaterRung() {
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = new Play(given.bundle());
        Command replace = command(play.fail(command(play.detect("stuck", "a"))));
        play.run(command(play.fail(replace)));

        List<Effect> retried = play.apply(new OperatorInput.CancelIncident(
                play.incident("stuck", "a").id(), "ann", "mine", Afterwards.RETRY, "replace"));

        assertThat(commands(retried)).extracting(Command::rung).containsExactly("replace");
        held(play, "c");
    }

    @Test
    void shouldCountRunsOfAllPoliciesAndNotTheirFurtherRungs() {
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Policy stuck = given.policy();
        given.name = "other";
        Play play = new Play(given.bundle(stuck, given.policy()));

        Command replace = command(play.fail(command(play.detect("other", "a"))));
        assertThat(replace.rung()).isEqualTo("replace");
        assertThat(commands(play.detect("stuck", "b"))).as("the second run").hasSize(1);
        held(play, "c");
    }

    @Test
    void shouldGiveAPlaceBackThatAConfirmationDidNotNeed() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/stuck"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        command(play.detect("stuck", "b"));
        held(play, "c");

        assertThat(commands(play.fail(onA)))
                .as("there is nothing to remediate on a")
                .extracting(Command::target)
                .containsExactly("c");
    }

    @Test
    void shouldKnowRunsThatBeganBeforeTheLimitWasWritten() {
        DisruptionBudget limit = given.budgets.remove("hosts");
        Bundle free = given.bundle();
        Play play = new Play(free);
        command(play.detect("stuck", "a"));
        command(play.detect("stuck", "b"));
        given.budgets.put("hosts", limit);
        Bundle strict = given.bundle();
        play.newer = Given.withCommit("c2", strict);
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));

        held(play, "c");
    }

    /** The inventory shrinks to these hosts. */
    private void shrink(Play play, String commit, String... hosts) {
        play.newer = Given.withCommit(commit, given.hosts(List.of(hosts), given.policy()));
        play.apply(new OperatorInput.BundleActivated(commit));
        play.apply(new BundleUsable(commit));
    }

    @Test
    void shouldCountRunsOnWhatHasLeftTheInventory() {
        Play play = new Play(given.bundle());
        healed(play, "a");
        play.now += 1_000;
        healed(play, "b");
        shrink(play, "c2", "c");
        Play again = new Play(commit -> play.newer, DeciderState.restore(play.state.records()), play);
        held(again, "c");

        at(again, Play.START + PER.toMillis() - 1);
        assertThat(again.incident("stuck", "c").state()).isEqualTo(IncidentState.DEFERRED);

        at(again, Play.START + PER.toMillis());
        assertThat(again.incident("stuck", "c").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    @Test
    void shouldCountThemOnceWhenTheInventoryHasThemAgain() {
        Play play = new Play(given.bundle());
        healed(play, "a");
        shrink(play, "c2", "b", "c");
        shrink(play, "c3", "a", "b", "c");

        assertThat(commands(play.detect("stuck", "b"))).as("the second run").hasSize(1);
        held(play, "c");
    }

    @Test
    void shouldKnowRunsOnWhatIsBackThatLeftWhileNoBudgetSelectedIt() {
        DisruptionBudget limit = given.budgets.remove("hosts");
        Play play = new Play(given.bundle());
        healed(play, "a");
        shrink(play, "c2", "b", "c");
        given.budgets.put("hosts", limit);
        shrink(play, "c3", "a", "b", "c");

        assertThat(commands(play.detect("stuck", "b"))).as("the second run").hasSize(1);
        held(play, "c");
    }

    @Test
    void shouldNotCountThemInBudgetsThatDidNotSelectThem() {
        given.zones.put("a", "x");
        given.zones.put("b", "x");
        given.zones.put("c", "y");
        given.budgets.put(
                "hosts",
                new DisruptionBudget(
                        "hosts",
                        List.of(Matcher.of("zone", Matcher.Op.EQUAL, "y")),
                        null,
                        null,
                        null,
                        Duration.ofHours(1),
                        List.of(new RateLimit(2, PER, List.of())),
                        null));
        Play play = new Play(given.bundle());
        healed(play, "a");
        healed(play, "b");
        shrink(play, "c2", "c");

        assertThat(commands(play.detect("stuck", "c"))).hasSize(1);
    }

    @Test
    void shouldCountARunThatBeginsWhenItsTargetHasLeftTheInventory() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/stuck"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        healed(play, "b");
        shrink(play, "c2", "c");
        held(play, "c");

        play.run(onA);
        at(play, Play.START + PER.toMillis() - 1);
        assertThat(play.incident("stuck", "c").state()).isEqualTo(IncidentState.DEFERRED);
    }

    @Test
    void shouldKnowTheSameAfterARestart() {
        Bundle bundle = given.bundle();
        Play play = new Play(bundle);
        healed(play, "a");
        healed(play, "b");

        Play again = new Play(commit -> bundle, DeciderState.restore(play.state.records()), play);

        held(again, "c");
        at(again, Play.START + PER.toMillis());
        assertThat(again.incident("stuck", "c").state()).isEqualTo(IncidentState.REMEDIATING);
    }
}
