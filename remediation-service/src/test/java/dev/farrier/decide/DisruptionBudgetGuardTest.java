package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Policy;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.text.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Limits over several targets. */
class DisruptionBudgetGuardTest {
    private static final Duration CALL_AFTER = Duration.ofSeconds(50);

    private final Given given = new Given();

    private void budget(
            String name, @Nullable Amount maxDisrupted, @Nullable Amount maxUnhealthy, Matcher... matchers) {
        given.budgets.put(
                name, new DisruptionBudget(name, List.of(matchers), maxDisrupted, maxUnhealthy, null, CALL_AFTER));
    }

    private static Amount of(int number) {
        return new Amount(number, false);
    }

    private static Matcher nameIs(String name) {
        return Matcher.of("name", Matcher.Op.MATCHES, name);
    }

    private static Reason why(Play play, String host) {
        Incident incident = play.incident("stuck", host);
        assertThat(incident.state()).isEqualTo(IncidentState.DEFERRED);
        return incident.reason();
    }

    /** The restart, then the probe that verifies it. */
    private static List<Command> heal(Play play, Command restart) {
        return commands(play.run(command(play.run(restart))));
    }

    @Test
    void shouldLetOthersWaitForTheirTurn() {
        budget("bridges", of(1), null);
        Play play = new Play(given.bundle());

        Command onA = command(play.detect("stuck", "a"));
        assertThat(commands(play.detect("stuck", "b"))).isEmpty();
        assertThat(commands(play.detect("stuck", "c"))).isEmpty();
        assertThat(why(play, "b")).isEqualTo(Reason.DISRUPTION_BUDGET);

        List<Command> next = heal(play, onA);

        assertThat(next)
                .extracting(Command::target)
                .as("the oldest, and only one")
                .containsExactly("b");
        assertThat(heal(play, next.getFirst())).extracting(Command::target).containsExactly("c");
    }

    @Test
    void shouldBeginNoMoreThanTheShareWhenMostOfAClusterIsIllAtOnce() {
        // planetlabs/draino#89: more than 75 % of the nodes got a condition, and were cordoned at once
        budget("hosts", new Amount(25, true), null);
        Play play = new Play(given.manyHosts(12, given.policy()));

        for (int i = 0; i < 9; i++) {
            play.detect("stuck", "h" + i);
        }

        assertThat(commands(play.effects)).extracting(Command::target).containsExactly("h0", "h1", "h2");
    }

    @Test
    void shouldWakeOnlyAsManyAsThereIsRoomFor() {
        budget("hosts", of(1), null);
        Play play = new Play(given.manyHosts(60, given.policy()));
        Command first = command(play.detect("stuck", "h0"));
        for (int i = 1; i < 60; i++) {
            play.now++;
            play.detect("stuck", "h" + i);
        }
        play.state.drainChanges((key, record) -> {});

        assertThat(heal(play, first)).extracting(Command::target).containsExactly("h1");

        List<String> written = new ArrayList<>();
        play.state.drainChanges((key, record) -> {
            if (key.startsWith(OpenIncident.PREFIX)) {
                written.add(key);
            }
        });
        assertThat(written).as("h0, which is over, and h1, which begins").hasSize(2);
    }

    @Test
    void shouldCountWhateverPolicyActs() {
        budget("bridges", of(1), null);
        Policy stuck = given.policy();
        given.name = "other";
        Play play = new Play(given.bundle(stuck, given.policy()));

        assertThat(commands(play.detect("other", "a"))).hasSize(1);
        assertThat(commands(play.detect("stuck", "b"))).isEmpty();
    }

    @Test
    void shouldCountOnlyWhatItSelects() {
        budget("bridges", of(1), null, nameIs("a|b"));
        Play play = new Play(given.bundle());

        assertThat(commands(play.detect("stuck", "a"))).hasSize(1);
        assertThat(commands(play.detect("stuck", "c"))).hasSize(1);
        assertThat(commands(play.detect("stuck", "b"))).isEmpty();
    }

    @Test
    void shouldAskEachBudgetThatSelectsTheTarget() {
        budget("all", of(2), null);
        budget("some", of(1), null, nameIs("b|c"));
        Play play = new Play(given.bundle());

        Command onB = command(play.detect("stuck", "b"));
        assertThat(commands(play.detect("stuck", "c"))).isEmpty();
        assertThat(commands(play.detect("stuck", "a"))).hasSize(1);

        assertThat(heal(play, onB)).extracting(Command::target).containsExactly("c");
    }

    @Test
    void shouldCountATargetFromTheConfirmationOn() {
        budget("bridges", of(1), null);
        given.rungs.set(0, Given.rung("restart", Given.probe("/stuck"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());

        Command confirm = command(play.detect("stuck", "a"));
        assertThat(commands(play.detect("stuck", "b"))).isEmpty();

        // nothing to remediate
        assertThat(commands(play.fail(confirm))).extracting(Command::target).containsExactly("b");
    }

    @Test
    void shouldStartNothingWhileTooManyAreUnhealthy() {
        budget("bridges", null, of(2));
        Play play = new Play(given.bundle());

        Command onA = command(play.detect("stuck", "a"));
        assertThat(commands(play.detect("stuck", "b"))).as("two may be").hasSize(1);
        assertThat(commands(play.detect("stuck", "c"))).isEmpty();
        assertThat(why(play, "c")).isEqualTo(Reason.TOO_MANY_UNHEALTHY);

        assertThat(heal(play, onA)).extracting(Command::target).containsExactly("c");
    }

    @Test
    void shouldCallAPersonWhenTooManyStayUnhealthy() {
        budget("bridges", null, of(1));
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.say(onA, OutcomeKind.CLAIMED);
        play.detect("stuck", "b");
        long opened = play.incident("stuck", "b").openedAt();

        play.after(opened + CALL_AFTER.toMillis() - 1 - play.now);
        play.progress(play.now, "b", play.now);
        assertThat(why(play, "b")).isEqualTo(Reason.TOO_MANY_UNHEALTHY);

        play.now++;
        play.progress(play.now, "b", play.now);
        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.TOO_MANY_UNHEALTHY);
    }

    @Test
    void shouldCallAPersonWhenOnlyPeopleCanMakeRoom() {
        budget("bridges", of(1), null);
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");
        long callAt = play.incident("stuck", "b").openedAt() + CALL_AFTER.toMillis();
        play.fail(onA);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);

        play.after(callAt - 1 - play.now);
        play.progress(play.now, "b", play.now);
        assertThat(why(play, "b")).isEqualTo(Reason.DISRUPTION_BUDGET);

        play.now++;
        play.progress(play.now, "b", play.now);
        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.ESCALATED);
    }

    @Test
    void shouldWaitForItsTurnHoweverLongThatTakes() {
        budget("bridges", of(1), null);
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.say(onA, OutcomeKind.CLAIMED);
        play.detect("stuck", "b");
        long callAt = play.incident("stuck", "b").openedAt() + CALL_AFTER.toMillis();

        play.after(callAt - play.now);
        play.progress(play.now, "b", play.now);

        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
        assertThat(why(play, "b")).isEqualTo(Reason.DISRUPTION_BUDGET);
    }

    @Test
    void shouldCallAPersonWhenTheEventBecameTooOldMeanwhile() {
        given.budgets.put(
                "bridges", new DisruptionBudget("bridges", List.of(), of(1), null, null, Duration.ofHours(1)));
        given.clears = new Clearing.ClearingEvent(Set.of("fine"));
        Play play = new Play(given.bundle());
        play.fail(command(play.detect("stuck", "a")));
        play.detect("stuck", "b");
        play.after(given.policy().guards().staleAfter().toMillis() + 1);
        play.progress(play.now, "b", play.now);
        assertThat(why(play, "b")).isEqualTo(Reason.DISRUPTION_BUDGET);

        // the person who was called for it makes room
        play.apply(new OperatorInput.CancelIncident(play.incident("stuck", "a").id(), "ann", "replaced"));

        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.WAITED_TOO_LONG);
    }

    @Test
    void shouldWaitUntilTheSameTimeWhenItIsAskedAgain() {
        budget("bridges", of(1), null);
        Bundle bundle = given.bundle();
        Play play = new Play(bundle);
        Command onA = command(play.detect("stuck", "a"));
        play.say(onA, OutcomeKind.CLAIMED);
        play.detect("stuck", "b");
        play.after(CALL_AFTER.toMillis() + 5_000);
        play.progress(play.now, "b", play.now);
        play.newer = Given.withCommit("c2", bundle);
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));
        long until = play.state.incident(play.incident("stuck", "b").id()).until();
        play.now += 1_000;
        play.apply(new OperatorInput.BundleActivated("c3"));
        play.apply(new BundleUsable("c3"));

        assertThat(why(play, "b")).isEqualTo(Reason.DISRUPTION_BUDGET);
        assertThat(play.state.incident(play.incident("stuck", "b").id()).until())
                .as("else each time would write the incident anew")
                .isEqualTo(until)
                .isEqualTo(play.incident("stuck", "b").openedAt() + 2 * CALL_AFTER.toMillis());
    }

    @Test
    void shouldGoOnWithWhatHasBegun() {
        budget("bridges", null, of(1));
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = new Play(given.bundle());
        Command restart = command(play.detect("stuck", "a"));
        play.detect("stuck", "b"); // two are unhealthy now

        assertThat(commands(play.fail(restart))).extracting(Command::rung).containsExactly("replace");
    }

    @Test
    void shouldAskTheBudgetsInForceNow() {
        budget("bridges", of(1), null);
        Bundle strict = given.bundle();
        Play play = new Play(strict);
        play.detect("stuck", "a");
        play.detect("stuck", "b");
        play.newer = new Bundle(
                "c2",
                strict.sources(),
                strict.policies(),
                strict.actions(),
                strict.resources(),
                new TreeMap<>(),
                new TreeMap<>(),
                strict.scripts());

        play.apply(new OperatorInput.BundleActivated("c2"));
        List<Command> sent = commands(play.apply(new BundleUsable("c2")));

        assertThat(sent)
                .as("the edit lets it act at once")
                .extracting(Command::target)
                .containsExactly("b");
    }

    @Test
    void shouldEndNothingWhenAnEditLowersTheLimit() {
        Bundle free = given.bundle();
        Play play = new Play(free);
        Command onA = command(play.detect("stuck", "a"));
        Command onB = command(play.detect("stuck", "b"));
        budget("bridges", of(1), null);
        Bundle strict = given.bundle();
        play.newer = Given.withCommit("c2", strict);
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));

        assertThat(commands(play.detect("stuck", "c"))).isEmpty();
        assertThat(heal(play, onA)).as("one is still disrupted").isEmpty();
        assertThat(heal(play, onB)).extracting(Command::target).containsExactly("c");
    }

    @Test
    void shouldNotCountIncidentsInShadow() {
        budget("bridges", of(1), of(1));
        Policy stuck = given.policy();
        given.name = "trial";
        given.mode = Policy.Mode.SHADOW;
        Play play = new Play(given.bundle(stuck, given.policy()));

        play.detect("trial", "a");
        play.detect("trial", "b");

        assertThat(commands(play.detect("stuck", "c"))).hasSize(1);
    }

    @Test
    void shouldKnowTheSameAfterARestart() {
        budget("bridges", of(1), null);
        Bundle bundle = given.bundle();
        Play play = new Play(bundle);
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");

        Play again = new Play(commit -> bundle, DeciderState.restore(play.state.records()), play);

        assertThat(commands(again.detect("stuck", "c"))).isEmpty();
        assertThat(heal(again, onA)).extracting(Command::target).containsExactly("b");
    }

    private static void use(Play play, String commit, Bundle bundle) {
        play.newer = Given.withCommit(commit, bundle);
        play.apply(new OperatorInput.BundleActivated(commit));
        play.apply(new BundleUsable(commit));
    }

    /** No budget would select it any more, so all of them would start at once. */
    @Test
    void shouldStartNothingOnWhatHasLeftTheInventory() {
        budget("hosts", of(1), null);
        Play play = new Play(given.manyHosts(6, given.policy()));
        for (int i = 0; i < 6; i++) {
            play.detect("stuck", "h" + i);
        }

        use(play, "c2", given.hosts(List.of(), given.policy()));

        assertThat(commands(play.effects)).extracting(Command::target).containsExactly("h0");
        assertThat(play.incident("stuck", "h5"))
                .returns(IncidentState.SUPPRESSED, Incident::state)
                .returns(Reason.UNKNOWN_TARGET, Incident::reason);
    }

    @Test
    void shouldAskTheBudgetsOfBeforeWhenThePoliciesInForceCannotBeUsedAnyMore() {
        given.clears = new Clearing.ClearingEvent(Set.of("fine"));
        budget("hosts", of(1), null);
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");
        given.budgets.clear();
        given.zones.putAll(Map.of("a", "z", "b", "z", "c", "z"));
        given.budgets.put(
                "zones",
                new DisruptionBudget(
                        "zones",
                        List.of(),
                        null,
                        null,
                        null,
                        CALL_AFTER,
                        List.of(),
                        new DisruptionBudget.Domains("zone", null, of(2))));
        use(play, "c2", given.bundle());
        assertThat(why(play, "b")).isEqualTo(Reason.SHARED_CAUSE);

        play.apply(new BundleRefused("c2", "a key of a later version"));

        assertThat(why(play, "b")).isEqualTo(Reason.DISRUPTION_BUDGET);
        assertThat(heal(play, onA)).extracting(Command::target).containsExactly("b");
    }

    /** Such as a node that is replaced: it is out of the inventory before its successor is in service. */
    @Test
    void shouldCountWhatHasLeftTheInventoryWhileAnIncidentHoldsIt() {
        budget("hosts", of(1), null);
        Play play = new Play(given.bundle());
        Bundle before = play.newer;
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");
        use(play, "c2", given.hosts(List.of("b", "c"), given.policy()));
        assertThat(why(play, "b")).isEqualTo(Reason.DISRUPTION_BUDGET);

        Bundle now = play.newer;
        Play again = new Play(
                commit -> commit.equals(Given.COMMIT) ? before : now, DeciderState.restore(play.state.records()), play);
        assertThat(commands(again.detect("stuck", "c"))).isEmpty();
        assertThat(heal(again, onA)).extracting(Command::target).containsExactly("b");
    }

    @Test
    void shouldCountTheDomainOfWhatHasLeftTheInventory() {
        given.zones.putAll(Map.of("a", "x", "b", "y", "c", "y"));
        given.budgets.put(
                "zones",
                new DisruptionBudget(
                        "zones",
                        List.of(),
                        null,
                        null,
                        null,
                        CALL_AFTER,
                        List.of(),
                        new DisruptionBudget.Domains("zone", of(1), null)));
        Play play = new Play(given.bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");
        use(play, "c2", given.hosts(List.of("b", "c"), given.policy()));
        assertThat(why(play, "b")).isEqualTo(Reason.DISRUPTION_BUDGET);

        assertThat(heal(play, onA)).extracting(Command::target).containsExactly("b");
    }
}
