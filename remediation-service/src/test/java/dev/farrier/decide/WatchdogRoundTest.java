package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.Effect.CompleteRound;
import dev.farrier.decide.state.Effect.PublishIncident;
import dev.farrier.decide.state.IncidentRecord.ClosedIncident;
import dev.farrier.decide.state.IncidentRecord.RungStarts;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.SlotType;
import dev.farrier.model.Tick;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.yaml.WatchdogPolicy;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rounds of the watchdog: they are decided as all else, and nobody sees or feels them. */
class WatchdogRoundTest {
    private static final Bundle BUNDLE = WatchdogPolicy.join(new Given().bundle());

    private final Play play = new Play(BUNDLE);

    private List<Effect> begin(String site) {
        return begin(play, site);
    }

    private static List<Effect> begin(Play play, String site) {
        return play.apply(new Detection(
                Watchdog.NAME,
                Given.COMMIT,
                Labels.of(Watchdog.SITE, site),
                play.now,
                1,
                List.of(Watchdog.NAME),
                "it",
                List.of(),
                0));
    }

    private List<Effect> recover() {
        return play.apply(new Evidence(Watchdog.NAME, Labels.of(Watchdog.SITE, "site-1"), play.now, play.now, 0));
    }

    private List<AuditRecord> audits() {
        return Play.audits(play.effects).stream()
                .filter(audit -> Watchdog.is(audit.policy()))
                .toList();
    }

    private List<CompleteRound> rounds() {
        return play.effects.stream()
                .filter(CompleteRound.class::isInstance)
                .map(CompleteRound.class::cast)
                .toList();
    }

    /** One whole round. */
    private long round() {
        long begun = play.now;
        play.run(Play.command(begin("site-1")));
        play.after(10_000);
        recover();
        return begun;
    }

    @Test
    void shouldGoThroughAllStagesUnseen() {
        long begun = play.now;
        Command command = Play.command(begin("site-1"));
        assertThat(command.action().type()).isEqualTo(Watchdog.NAME);
        assertThat(command.site()).isEqualTo("site-1");
        assertThat(command.lane()).as("long actions take other slots").isEqualTo(SlotType.LOOK);
        play.run(command);
        assertThat(rounds()).as("it is not verified yet").isEmpty();
        assertThat(play.decider.summary().open()).isEmpty();

        play.after(10_000);
        recover();

        assertThat(rounds()).containsExactly(new CompleteRound("site-1", begun));
        assertThat(play.effects).noneMatch(PublishIncident.class::isInstance);
        assertThat(audits()).isEmpty();
        assertThat(play.state.openIncidents()).isEmpty();
    }

    @Test
    void shouldLeaveNothingBehindHoweverManyThereAre() {
        round();
        int records = play.state.records().size();
        for (int i = 0; i < 100; i++) {
            play.after(50_000);
            round();
        }

        assertThat(rounds()).hasSize(101);
        assertThat(play.state.records())
                .hasSize(records)
                .noneMatch(record -> record instanceof ClosedIncident || record instanceof RungStarts);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                failure("halted", Reason.HALTED, test -> {
                    test.play.apply(new OperatorInput.Halt("ann", "drill"));
                    test.begin("site-1");
                }),
                failure("no worker can do it", Reason.NO_WORKER, test -> {
                    test.play.apply(Play.report(Play.WORKER, "site-1", 100).withActionTypes(List.of("http")));
                    test.begin("site-1");
                }),
                failure(
                        "the action fails",
                        Reason.RUNGS_USED_UP,
                        test -> test.play.fail(Play.command(test.begin("site-1")))),
                failure("nobody says that it has recovered", Reason.RUNGS_USED_UP, test -> {
                    test.play.run(Play.command(test.begin("site-1")));
                    test.play.after(60_000);
                    test.play.read(test.play.now, Watchdog.NAME);
                    test.play.after(60_000);
                }),
                failure(
                        "the executor refuses it",
                        Reason.NO_WORKER,
                        test -> test.play.refuse(Play.command(test.begin("site-1")), RefusalReason.NOT_ALLOWED)),
                failure("there is no such site", Reason.UNKNOWN_SITE, test -> test.begin("nowhere")));
    }

    private static Arguments failure(String what, Reason reason, Consumer<WatchdogRoundTest> how) {
        return Arguments.of(what, reason, how);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void shouldEndQuietlyWhenItCannotGoOn(String what, Reason reason, Consumer<WatchdogRoundTest> how) {
        how.accept(this);

        assertThat(play.state.openIncidents()).isEmpty();
        assertThat(rounds()).isEmpty();
        assertThat(play.effects).noneMatch(PublishIncident.class::isInstance);
        assertThat(audits())
                .singleElement()
                .satisfies(audit -> assertThat(audit.reason()).isEqualTo(reason));
        int commands = Play.commands(play.effects).size();
        play.after(400_000); // longer than any alarm waits
        assertThat(Play.commands(play.effects)).as("nobody is called").hasSize(commands);
        assertThat(play.state.openIncidents()).isEmpty();
    }

    @Test
    void shouldEndWithThePoliciesThatItBeganUnder() {
        begin("site-1");
        play.apply(new BundleRefused(Given.COMMIT, "it does not compile"));
        assertThat(play.state.openIncidents()).noneMatch(WatchdogRound::is);

        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));
        play.after(60_000);
        round();

        assertThat(rounds()).hasSize(1);
    }

    @Test
    void shouldTellOnceThatRoundsFailAndHowManyWhenTheyNoLongerDo() {
        play.apply(new OperatorInput.Halt("ann", "drill"));
        for (int i = 0; i < 3; i++) {
            begin("site-1");
            play.after(60_000);
        }
        assertThat(audits()).hasSize(1);

        play.apply(new OperatorInput.Resume("ann", "over"));
        play.after(60_000);
        round();

        assertThat(rounds()).hasSize(1);
        assertThat(audits()).hasSize(2).last().satisfies(audit -> {
            assertThat(audit.kind()).isEqualTo(AuditKind.REPEAT);
            assertThat(audit.count()).isEqualTo(2);
        });
    }

    @Test
    void shouldWaitForNoSlot() {
        Given given = new Given();
        given.rungs = List.of(Given.rung("restart", Given.probe("/ok"), Given.byProbe(), Given.step("restart")));
        Play busy = new Play(WatchdogPolicy.join(given.bundle()));
        busy.apply(Play.report(Play.WORKER, "site-1", 1));
        assertThat(Play.command(busy.detect("stuck", "a")).lane()).isEqualTo(SlotType.LOOK);

        assertThat(Play.commands(begin(busy, "site-1"))).isEmpty();

        assertThat(Play.audits(busy.effects).getLast().reason()).isEqualTo(Reason.SITE_BUSY);
        assertThat(busy.state.openIncidents()).noneMatch(WatchdogRound::is);
    }

    @Test
    void shouldCountNoRoundOfWhichNothingWasRun() {
        play.after(60_000);
        play.apply(new OperatorInput.Halt("ann", "drill"));
        begin("site-1");
        recover();

        assertThat(rounds()).isEmpty();
    }

    @Test
    void shouldNotCallAPersonForWhatASilentWorkerHasClaimed() {
        Command command = Play.command(begin("site-1"));
        play.say(command, OutcomeKind.CLAIMED);
        int commands = Play.commands(play.effects).size();
        // Only the marker of the site is heard, not the worker.
        for (int i = 0; i < 100; i++) {
            play.now += 5_000;
            play.applyOnly(new Tick());
            play.applyOnly(new OperatorProgress(play.now));
            play.applyOnly(new SiteProgress("site-1", play.now, List.of()));
        }

        assertThat(Play.commands(play.effects)).hasSize(commands);
    }

    @Test
    void shouldNotHoldUpAnIncidentOnAResourceThatIsNamedLikeTheSite() {
        begin("site-1");

        assertThat(Play.commands(play.detect("stuck", "a"))).hasSize(1);
    }

    @Test
    void shouldKnowWhetherAPersonCouldBeCalled() {
        assertThat(play.decider.canCall(play.now)).as("no marker has come yet").isFalse();
        play.tick();
        assertThat(play.decider.canCall(play.now)).isTrue();

        play.apply(Play.report(Play.WORKER, "site-1", 100).withDraining(true));
        assertThat(play.decider.canCall(play.now)).as("its one worker stops").isFalse();
    }

    @Test
    void shouldKnowThatNobodyCanBeCalledWithoutAWayToDoIt() {
        Given given = new Given();
        given.mode = Policy.Mode.SHADOW;
        given.escalate = List.of();
        Play without = new Play(WatchdogPolicy.join(given.bundle()));
        without.tick();

        assertThat(without.decider.canCall(without.now)).isFalse();
    }
}
