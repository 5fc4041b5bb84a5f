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
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hosts a, b and c are in the zone x, d in y; the policies are down, slow and odd. */
class InhibitRulesTest {
    private static final List<String> DOWN = List.of("policy=\"down\"");
    private static final List<String> SLOW = List.of("policy=\"slow\"");
    private static final List<String> ODD = List.of("policy=\"odd\"");

    private final Given given = new Given();

    InhibitRulesTest() {
        given.clears = new Clearing.ClearingEvent(Set.of("fine"));
        List.of("a", "b", "c").forEach(host -> given.zones.put(host, "x"));
        given.zones.put("d", "y");
    }

    private Bundle bundle() {
        List<Policy> policies = new ArrayList<>();
        for (String name : List.of("down", "slow", "odd")) {
            given.name = name;
            policies.add(given.policy());
        }
        return given.hosts(List.of("a", "b", "c", "d"), policies.toArray(Policy[]::new));
    }

    private Play play() {
        return new Play(bundle());
    }

    private static String id(Play play, String policy, String host) {
        return play.incident(policy, host).id();
    }

    @Test
    void shouldWaitWhileAnIncidentOfTheSourceIsOpen() {
        given.inhibit(DOWN, SLOW, "resource.zone");
        Play play = play();
        play.detect("down", "a");

        assertThat(commands(play.detect("slow", "b"))).isEmpty();
        assertThat(commands(play.detect("slow", "d"))).as("in another zone").hasSize(1);
        assertThat(commands(play.detect("odd", "c"))).as("of another policy").hasSize(1);

        assertThat(play.incident("slow", "b").state()).isEqualTo(IncidentState.DEFERRED);
        assertThat(play.incident("slow", "b").reason()).isEqualTo(Reason.INHIBITED);
    }

    @Test
    void shouldSayWhichRuleAndWhichIncident() {
        given.inhibit(DOWN, SLOW, "resource.zone");
        Play play = play();
        play.detect("down", "a");

        play.detect("slow", "b");

        assertThat(Play.audits(play.effects))
                .filteredOn(audit -> audit.reason() == Reason.INHIBITED)
                .extracting(audit -> audit.detail())
                .containsOnly(
                        "inhibit rule rule-1: incident " + id(play, "down", "a") + " of policy down on a is open");
    }

    @Test
    void shouldActOnWhatShowsAgainAfterTheSourceIsOver() {
        given.inhibit(DOWN, SLOW, "resource.zone");
        Play play = play();
        Command down = command(play.detect("down", "a"));
        play.detect("slow", "b");
        play.now++;

        assertThat(commands(play.run(command(play.run(down))))).isEmpty();
        assertThat(play.incident("slow", "b").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);

        play.now++;
        assertThat(commands(play.evidence("slow", "b", play.now, 0)))
                .extracting(Command::target)
                .containsExactly("b");
    }

    @Test
    void shouldWaitForEachSource() {
        given.inhibit(DOWN, SLOW, "resource.zone");
        Play play = play();
        Command onA = command(play.detect("down", "a"));
        Command onB = command(play.detect("down", "b"));
        play.detect("slow", "c");

        play.run(command(play.run(onA)));
        assertThat(play.incident("slow", "c").reason()).isEqualTo(Reason.INHIBITED);

        play.run(command(play.run(onB)));
        assertThat(play.incident("slow", "c").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
    }

    @Test
    void shouldHoldBackOnlyRungsOfARisk() {
        given.inhibit(DOWN, List.of("policy=\"slow\"", "risk=\"destructive\""), "resource.zone");
        given.rungs.add(Given.destructive(Given.rung("replace", null, Given.byProbe(), Given.step("replace"))));
        Play play = play();
        play.detect("down", "a");

        Command restart = command(play.detect("slow", "b"));
        play.say(restart, OutcomeKind.CLAIMED);

        assertThat(commands(play.say(restart, OutcomeKind.FAILED))).isEmpty();
        assertThat(play.incident("slow", "b").reason()).isEqualTo(Reason.INHIBITED);
    }

    @Test
    void shouldInhibitOverAnIncidentThatIsItselfInhibited() {
        given.inhibit(DOWN, SLOW, "resource.zone");
        given.inhibit(SLOW, ODD, "target");
        Play play = play();
        play.detect("down", "a");
        play.detect("slow", "b");

        assertThat(commands(play.detect("odd", "b"))).isEmpty();

        assertThat(play.incident("odd", "b").reason()).isEqualTo(Reason.INHIBITED);
    }

    @Test
    void shouldLetTheFirstOfACircleAct() {
        given.inhibit(DOWN, SLOW, "resource.zone");
        given.inhibit(SLOW, ODD, "resource.zone");
        given.inhibit(ODD, DOWN, "resource.zone");
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = play();
        Command slow = command(play.detect("slow", "a"));
        play.now++;
        play.detect("odd", "b");
        play.now++;
        play.detect("down", "c");
        assertThat(play.incident("odd", "b").reason()).isEqualTo(Reason.INHIBITED);
        assertThat(play.incident("down", "c").reason()).isEqualTo(Reason.INHIBITED);

        play.say(slow, OutcomeKind.CLAIMED);
        assertThat(commands(play.say(slow, OutcomeKind.FAILED)))
                .as("down waits for odd, and that for slow")
                .extracting(Command::step)
                .containsExactly("replace");
    }

    /** The first waits since the second one's rung was no target yet. */
    @Test
    void shouldNotWaitForOneThatWaitsForItAlready() {
        given.inhibit(DOWN, List.of("policy=\"down\"", "risk=\"destructive\""), "resource.zone");
        given.rungs.add(Given.destructive(Given.rung("replace", null, Given.byProbe(), Given.step("replace"))));
        Play play = play();
        Command first = command(play.detect("down", "a"));
        play.now++;
        Command second = command(play.detect("down", "b"));
        play.say(first, OutcomeKind.CLAIMED);
        assertThat(commands(play.say(first, OutcomeKind.FAILED))).isEmpty();
        assertThat(play.incident("down", "a").reason()).isEqualTo(Reason.INHIBITED);

        play.say(second, OutcomeKind.CLAIMED);
        assertThat(commands(play.say(second, OutcomeKind.FAILED)))
                .extracting(Command::step)
                .containsExactly("replace");
    }

    /** It keeps the target between its rungs. */
    @Test
    void shouldNotWaitForAnIncidentThatWaitsForItsTarget() {
        given.inhibit(DOWN, SLOW, "target");
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = play();
        Command slow = command(play.detect("slow", "a"));
        play.say(slow, OutcomeKind.CLAIMED);
        play.detect("down", "a");
        assertThat(play.incident("down", "a").reason()).isEqualTo(Reason.TARGET_BUSY);

        assertThat(commands(play.say(slow, OutcomeKind.FAILED)))
                .extracting(Command::step)
                .containsExactly("replace");
    }

    @Test
    void shouldNotLetAParentWaitForItsChild() {
        given.dependsOn.put("b", List.of("a"));
        given.inhibit(DOWN, SLOW, "resource.zone");
        Play play = play();
        play.detect("down", "b");

        assertThat(commands(play.detect("slow", "a"))).hasSize(1);
    }

    @Test
    void shouldNeitherInhibitNorWaitInShadow() {
        given.inhibit(DOWN, SLOW, "resource.zone");
        given.name = "down";
        given.mode = Mode.SHADOW;
        Policy trial = given.policy();
        given.mode = Mode.ENFORCE;
        given.name = "slow";
        Play play = new Play(given.hosts(List.of("a", "b"), trial, given.policy()));
        play.detect("down", "a");

        assertThat(commands(play.detect("slow", "b"))).hasSize(1);
    }

    @Test
    void shouldFollowTheRulesInForce() {
        given.inhibit(DOWN, SLOW, "resource.zone");
        Play play = play();
        play.detect("down", "a");
        play.detect("slow", "b");
        given.inhibitRules.clear();
        play.newer = Given.withCommit("c2", bundle());
        play.now++;

        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));

        assertThat(play.incident("slow", "b").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
    }

    @Test
    void shouldKnowTheSameAfterARestart() {
        given.inhibit(DOWN, SLOW, "resource.zone");
        Bundle bundle = bundle();
        Play play = new Play(bundle);
        Command down = command(play.detect("down", "a"));
        play.detect("slow", "b");

        Play again = new Play(commit -> bundle, DeciderState.restore(play.state.records()), play);
        assertThat(commands(again.detect("slow", "c"))).isEmpty();
        again.run(command(again.run(down)));

        for (Incident waits : List.of(again.incident("slow", "b"), again.incident("slow", "c"))) {
            assertThat(waits.reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
        }
    }
}
