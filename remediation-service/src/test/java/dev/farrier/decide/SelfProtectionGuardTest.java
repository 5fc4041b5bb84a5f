package dev.farrier.decide;

import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.Effect;
import dev.farrier.model.Command;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Risk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfProtectionGuardTest {
    private final Given given = new Given();

    @ParameterizedTest
    @CsvSource({
        "a, DESTRUCTIVE, false",
        "A, DESTRUCTIVE, false",
        "a.example.org, DESTRUCTIVE, false",
        "a, DISRUPTIVE, true",
        "a, HARMLESS, true",
        "ab, DESTRUCTIVE, true",
        "b, DESTRUCTIVE, true",
        "localhost, DESTRUCTIVE, true",
        "127.0.0.1, DESTRUCTIVE, true"
    })
    void shouldTakeNoHostOfTheDeciderOrABrokerAway(String host, Risk risk, boolean acts) {
        Play play = play(risk);
        play.apply(new CoreStarted("key", 60_000, 30_000, List.of(), List.of(host)));
        assertActs(play, acts, "a carries the decider or a Kafka broker");
    }

    @ParameterizedTest
    @CsvSource({"DESTRUCTIVE, 3599999, false", "DESTRUCTIVE, 3600000, true", "DISRUPTIVE, 1, true"})
    void shouldTakeNoHostOfAnotherProcessAwayUntilItIsForgotten(Risk risk, long later, boolean acts) {
        Play play = play(risk);
        play.apply(new OperatorInput.HostSeen(List.of("a.example.org", "a")));
        play.after(later).tick();
        assertActs(play, acts, "a carries a process of Farrier");
    }

    @ParameterizedTest
    @CsvSource({"a, DESTRUCTIVE, false", "a, DISRUPTIVE, true", "a, HARMLESS, true", "b, DESTRUCTIVE, true"})
    void shouldTakeNothingAwayThatAnInventoryDeclares(String declared, Risk risk, boolean acts) {
        given.carriers.add(declared);
        assertActs(play(risk), acts, "a carries Farrier, as carriesFarrier of an inventory says");
    }

    @Test
    void shouldProtectTheHostOfAnExecutorFromDestructiveRungs() {
        Play play = play(Risk.DESTRUCTIVE);
        play.apply(named("w2", "a"));
        assertActs(play, false, "a carries the executor a");
    }

    @Test
    void shouldDrainTheHostOfAnExecutorWhileAnotherServesItsSite() {
        Play play = play(Risk.DISRUPTIVE);
        play.apply(named("w2", "a"));
        assertActs(play, true, "");
    }

    /** As of the maintenance operator that drained the only node, with itself on it. */
    @ParameterizedTest
    @CsvSource({"DISRUPTIVE,false", "DESTRUCTIVE,false", "HARMLESS,true"})
    void shouldNotDrainTheLastExecutorOfASite(Risk risk, boolean acts) {
        Play play = play(risk);
        WorkerReport other = named("w9", "a");
        play.apply(other.withSite("site-9"));
        assertActs(
                play,
                acts,
                risk == Risk.DESTRUCTIVE
                        ? "a carries the executor a"
                        : "a carries a, the last executor of site site-9");
    }

    @Test
    void shouldNotDrainAHostThatCarriesAllExecutorsOfASite() {
        Play play = play(Risk.DISRUPTIVE);
        play.apply(new OperatorInput.SiteSeen("site-9"));
        play.apply(named("w8", "a.example.org").withSite("site-9"));
        play.apply(named("w9", "a").withSite("site-9"));
        assertActs(play, false, "a carries a.example.org, the last executor of site site-9");
    }

    @Test
    void shouldWaitWithTheHostOfAnExecutorWhileAnIncidentActsOnTheOnlyOther() {
        Play play = play(Risk.DISRUPTIVE);
        play.apply(new OperatorInput.SiteSeen("site-9"));
        play.apply(named("w8", "b").withSite("site-9"));
        play.apply(named("w9", "a").withSite("site-9"));
        Command onB = Play.command(play.detect("stuck", "b"));
        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        assertThat(play.incident("stuck", "a"))
                .returns(IncidentState.DEFERRED, incident -> incident.state())
                .returns(Reason.SELF_PROTECTED, incident -> incident.reason());

        Command probe = Play.command(play.run(onB));
        assertThat(play.run(probe)).isNotEmpty();
        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.RESOLVED);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }

    private Play play(Risk risk) {
        Rung rung = given.rungs.getFirst();
        given.rungs.set(0, Given.withRisk(rung, risk));
        return new Play(given.bundle());
    }

    private static WorkerReport named(String id, String host) {
        return Play.report(new WorkerInstance(id, 1), "site-1", 2).withName(host);
    }

    private static void assertActs(Play play, boolean acts, String why) {
        List<Effect> effects = play.detect("stuck", "a");
        if (acts) {
            assertThat(commands(effects)).hasSize(1);
            return;
        }
        assertThat(play.incident("stuck", "a"))
                .returns(IncidentState.ESCALATED, incident -> incident.state())
                .returns(Reason.SELF_PROTECTED, incident -> incident.reason());
        assertThat(Play.audits(effects))
                .anySatisfy(audit -> assertThat(audit.detail()).isEqualTo(why));
        assertThat(commands(effects)).extracting(command -> command.rung()).containsOnly("");
    }
}
