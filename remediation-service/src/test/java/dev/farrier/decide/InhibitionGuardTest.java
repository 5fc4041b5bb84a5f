package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.DeciderState;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.text.Amount;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Host c depends on b, and b on a; d and e on nothing. */
class InhibitionGuardTest {
    private static final long STALE_AFTER = Duration.ofMinutes(5).toMillis();

    private final Given given = new Given();

    InhibitionGuardTest() {
        given.clears = new Clearing.ClearingEvent(Set.of("fine"));
        given.dependsOn.put("b", List.of("a"));
        given.dependsOn.put("c", List.of("b"));
    }

    private Bundle bundle(Policy... policies) {
        return given.hosts(
                List.of("a", "b", "c", "d", "e"), policies.length == 0 ? new Policy[] {given.policy()} : policies);
    }

    private static String id(Play play, String host) {
        return play.incident("stuck", host).id();
    }

    @Test
    void shouldWaitWhileWhatItsTargetDependsOnIsIll() {
        Play play = new Play(bundle());
        play.detect("stuck", "a");

        assertThat(commands(play.detect("stuck", "b"))).isEmpty();

        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.DEFERRED);
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.INHIBITED);
        assertThat(Play.audits(play.effects))
                .filteredOn(audit -> audit.reason() == Reason.INHIBITED)
                .extracting(audit -> audit.detail())
                .containsOnly("it depends on a, which is ill: incident " + id(play, "a") + " is open");
    }

    @Test
    void shouldWaitWhileWhatItsTargetDependsOnIsInMaintenance() {
        Play play = new Play(bundle());
        play.apply(new OperatorInput.BeginMaintenance("m1", "a", play.now + 60_000, "ann", "new disks"));

        assertThat(commands(play.detect("stuck", "b"))).isEmpty();
        assertThat(Play.audits(play.effects))
                .extracting(audit -> audit.detail())
                .contains(
                        "it depends on a, which is in maintenance by ann: new disks (m1, a), until 2027-01-15T08:01:00Z");

        play.apply(new OperatorInput.EndMaintenance("m1", "ann", ""));
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
    }

    @Test
    void shouldWaitForWhatItDependsOnOverOthers() {
        Play play = new Play(bundle());
        play.detect("stuck", "a");

        assertThat(commands(play.detect("stuck", "c"))).isEmpty();

        assertThat(Play.audits(play.effects))
                .extracting(audit -> audit.detail())
                .contains("it depends on a (over b), which is ill: incident " + id(play, "a") + " is open");
    }

    @Test
    void shouldWaitForAnIncidentThatIsItselfInhibited() {
        Play play = new Play(bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");
        play.detect("stuck", "c");
        play.now++;
        play.run(command(play.run(onA)));

        play.detect("stuck", "c");

        assertThat(play.incident("stuck", "c").reason()).as("b is still ill").isEqualTo(Reason.INHIBITED);
        play.now++;
        assertThat(commands(play.detect("stuck", "b")))
                .extracting(Command::target)
                .containsExactly("b");
    }

    @Test
    void shouldNotHoldBackWhatDependsOnNothingThatIsIll() {
        Play play = new Play(bundle());
        play.detect("stuck", "b");

        assertThat(commands(play.detect("stuck", "a"))).as("the parent").hasSize(1);
        assertThat(commands(play.detect("stuck", "d"))).hasSize(1);
        assertThat(commands(play.detect("stuck", "e"))).hasSize(1);
    }

    @Test
    void shouldActOnWhatShowsAgainAfterTheParentIsWell() {
        Play play = new Play(bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");
        play.now++;

        assertThat(commands(play.run(command(play.run(onA)))))
                .as("its event is older than that")
                .isEmpty();
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);

        play.now++;
        assertThat(commands(play.evidence("stuck", "b", play.now, 0)))
                .extracting(Command::target)
                .containsExactly("b");
    }

    @Test
    void shouldEndWithoutACallWhatTheParentHasCured() {
        Play play = new Play(bundle());
        play.run(command(play.fail(command(play.detect("stuck", "a")))));
        play.detect("stuck", "b");
        play.after(2 * STALE_AFTER).progress(play.now);
        play.apply(new OperatorInput.CancelIncident(id(play, "a"), "ann", "mended"));
        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.DEFERRED);

        play.after(STALE_AFTER + 1).progress(play.now);
        play.tick();

        Incident child = play.incident("stuck", "b");
        assertThat(child.state()).isEqualTo(IncidentState.SUPPRESSED);
        assertThat(child.reason()).isEqualTo(Reason.STALE_EVENT);
        assertThat(commands(play.effects)).extracting(Command::incident).doesNotContain(child.id());
    }

    @Test
    void shouldEndWhenItsSymptomEndsMeanwhile() {
        Play play = new Play(bundle());
        play.detect("stuck", "a");
        play.detect("stuck", "b");
        play.now++;

        play.evidence("stuck", "b", play.now, play.now);

        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.CLEARED_ITSELF);
    }

    @Test
    void shouldCallNobodyWhileAPersonIsCalledForTheParent() {
        Play play = new Play(bundle());
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");
        play.run(command(play.fail(onA)));
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);

        play.after(Duration.ofMinutes(30).toMillis()).progress(play.now);
        play.tick();

        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.INHIBITED);
        assertThat(commands(play.effects))
                .filteredOn(command -> command.purpose() == Purpose.ESCALATE)
                .extracting(Command::target)
                .containsExactly("a");
    }

    @Test
    void shouldLookAnewWhenAPersonCancelsTheParent() {
        Play play = new Play(bundle());
        play.run(command(play.fail(command(play.detect("stuck", "a")))));
        play.detect("stuck", "b");
        play.now++;
        play.evidence("stuck", "b", play.now, 0);

        play.apply(new OperatorInput.CancelIncident(id(play, "a"), "ann", "mended"));

        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
    }

    @Test
    void shouldAlsoHoldBackTheNextRungUntilTheSymptomShowsAgain() {
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = new Play(bundle());
        Command onB = command(play.detect("stuck", "b"));
        play.say(onB, OutcomeKind.CLAIMED);
        play.now++;
        Command onA = command(play.detect("stuck", "a"));

        assertThat(commands(play.say(onB, OutcomeKind.FAILED))).isEmpty();
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.INHIBITED);
        play.now++;
        assertThat(commands(play.run(command(play.run(onA))))).isEmpty();

        play.now++;
        Command replace = command(play.evidence("stuck", "b", play.now, 0));
        assertThat(replace.target()).isEqualTo("b");
        assertThat(play.incident("stuck", "b").work().rung()).isEqualTo(1);
    }

    /** What was begun ends without a call only on evidence. */
    @Test
    void shouldCallAPersonWhenARungHasNotHelpedAndNothingIsHeardAfterwards() {
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = new Play(bundle());
        Command onB = command(play.detect("stuck", "b"));
        play.say(onB, OutcomeKind.CLAIMED);
        play.now++;
        Command onA = command(play.detect("stuck", "a"));
        play.say(onB, OutcomeKind.FAILED);
        play.run(command(play.run(onA)));

        play.after(STALE_AFTER + 1).progress(play.now);
        play.tick();

        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.WAITED_TOO_LONG);
    }

    @Test
    void shouldNotBeginTheStepsWhenTheParentFallsIllWhileTheRungConfirms() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(bundle());
        Command confirm = command(play.detect("stuck", "b"));
        play.say(confirm, OutcomeKind.CLAIMED);
        play.detect("stuck", "a");

        assertThat(commands(play.say(confirm, OutcomeKind.SUCCEEDED))).isEmpty();

        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.INHIBITED);
    }

    @Test
    void shouldNeitherInhibitNorWaitInShadow() {
        Policy stuck = given.policy();
        given.name = "trial";
        given.mode = Mode.SHADOW;
        Play play = new Play(bundle(stuck, given.policy()));
        play.detect("trial", "a");

        assertThat(commands(play.detect("stuck", "b")))
                .as("only a trial is ill")
                .hasSize(1);
        play.detect("trial", "c");
        assertThat(play.incident("trial", "c").reason()).isEqualTo(Reason.SHADOW);
    }

    @Test
    void shouldGoOnWhenAnEditSaysThatItDependsOnNothing() {
        Play play = new Play(bundle());
        play.detect("stuck", "a");
        play.detect("stuck", "b");
        given.dependsOn.clear();
        play.newer = Given.withCommit("c2", bundle());
        play.now++;
        play.evidence("stuck", "b", play.now, 0);

        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));

        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
        play.now++;
        assertThat(commands(play.evidence("stuck", "b", play.now, 0))).hasSize(1);
    }

    @Test
    void shouldKnowTheSameAfterARestart() {
        Bundle bundle = bundle();
        Play play = new Play(bundle);
        Command onA = command(play.detect("stuck", "a"));
        play.detect("stuck", "b");

        Play again = new Play(commit -> bundle, DeciderState.restore(play.state.records()), play);
        assertThat(commands(again.detect("stuck", "c"))).isEmpty();
        again.run(command(again.run(onA)));

        assertThat(again.incident("stuck", "b").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
    }

    @Test
    void shouldStillHaltAllOfADomainWithASharedCause() {
        Amount one = new Amount(1, false);
        List.of("a", "b", "c", "d", "e").forEach(host -> given.zones.put(host, "x"));
        given.budgets.put(
                "hosts",
                new DisruptionBudget(
                        "hosts",
                        List.of(),
                        null,
                        null,
                        null,
                        Duration.ofHours(1),
                        List.of(),
                        new DisruptionBudget.Domains("zone", one, new Amount(60, true))));
        Play play = new Play(bundle());
        play.detect("stuck", "a");
        play.detect("stuck", "b");
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.INHIBITED);

        play.detect("stuck", "c");
        play.detect("stuck", "d");
        play.detect("stuck", "e");

        assertThat(play.incident("stuck", "e").reason())
                .as("inhibited incidents count as unhealthy")
                .isEqualTo(Reason.SHARED_CAUSE);
    }

    /** The child has the only place of the budget and waits for its parent, which waits for that place. */
    @Test
    void shouldCallAPersonWhenParentAndChildWaitForEachOther() {
        Duration callAfter = Duration.ofMinutes(2);
        given.budgets.put(
                "hosts", new DisruptionBudget("hosts", List.of(), new Amount(1, false), null, null, callAfter));
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = new Play(bundle());
        Command onB = command(play.detect("stuck", "b"));
        play.say(onB, OutcomeKind.CLAIMED);
        play.detect("stuck", "a");
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.DISRUPTION_BUDGET);
        play.say(onB, OutcomeKind.FAILED);
        assertThat(play.incident("stuck", "b").reason()).isEqualTo(Reason.INHIBITED);

        play.after(callAfter.toMillis()).progress(play.now);
        play.tick();

        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
    }
}
