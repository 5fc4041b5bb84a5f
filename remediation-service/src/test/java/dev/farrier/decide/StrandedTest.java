package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.SlotType;
import dev.farrier.model.Tick;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What would wait for ever: it goes on, or a person is told. */
class StrandedTest {
    private static final String SITE = "site-1";

    private final Given given = new Given();

    private static @Nullable Incident alarm(Play play, String label, String value) {
        return play.state.openAlarm(Labels.of(label, value));
    }

    /** Seconds pass; the decider's own claims come back at once. Returns the commands sent meanwhile. */
    private static List<Command> pass(Play play, int seconds) {
        int from = play.effects.size();
        for (int i = 0; i < seconds; i++) {
            int before = play.effects.size();
            play.after(1_000).progress(play.now);
            List.copyOf(play.effects.subList(before, play.effects.size())).stream()
                    .filter(Effect.RevokeCommand.class::isInstance)
                    .forEach(revoke -> play.apply(((Effect.RevokeCommand) revoke).claim()));
        }
        return commands(List.copyOf(play.effects.subList(from, play.effects.size())));
    }

    @Test
    void shouldTellAPersonOnceOfASourceThatLosesWhatItSendsAndThatItIsOver() {
        Play play = new Play(given.bundle());
        play.apply(new OperatorInput.SourceLoss("alerts", "4 dead letters, the last: 413"));
        Incident told = alarm(play, AlarmGroup.LOSS, "alerts");
        assertThat(told).isNotNull();
        assertThat(told.detection().because()).isEqualTo("source alerts loses input: 4 dead letters, the last: 413");
        assertThat(told.calling().isOpen()).isTrue();

        play.apply(new OperatorInput.SourceLoss("alerts", "9 dead letters, the last: 413"));
        assertThat(alarm(play, AlarmGroup.LOSS, "alerts").id()).isEqualTo(told.id());
        play.apply(new OperatorInput.SourceLoss("other", ""));
        assertThat(alarm(play, AlarmGroup.LOSS, "alerts")).isNotNull();

        play.apply(new OperatorInput.SourceLoss("alerts", ""));
        assertThat(alarm(play, AlarmGroup.LOSS, "alerts")).isNull();
    }

    @Test
    void shouldTellAPersonOfAWorkerThatIsHeardAndClaimsNothingAndGoOnWhenItClaims() {
        Play play = new Play(given.bundle());
        command(play.detect("stuck", "a"));

        List<Command> tried = pass(play, 130);
        assertThat(alarm(play, AlarmGroup.SITE, SITE)).isNotNull();
        assertThat(tried).filteredOn(next -> next.purpose() == Purpose.STEP).hasSizeBetween(2, 10);

        List<Command> again = new ArrayList<>();
        for (int i = 0; again.isEmpty() && i < 50; i++) {
            again.addAll(pass(play, 1));
            again.removeIf(next -> next.purpose() != Purpose.STEP);
        }
        play.run(again.getFirst());
        pass(play, 2);
        assertThat(alarm(play, AlarmGroup.SITE, SITE)).isNull();
    }

    @Test
    void shouldGiveAWorkerThatMissedOneCommandAnotherWhileALongActionRuns() {
        Play play = new Play(given.bundle());
        Command running = command(play.detect("stuck", "a"));
        play.say(running, OutcomeKind.CLAIMED);
        command(play.detect("stuck", "b"));

        assertThat(pass(play, 20)).extracting(Command::target).contains("b");
    }

    @Test
    void shouldTakeWhatWasMissedTogetherForOneLapse() {
        Play play = new Play(given.manyHosts(9, given.policy()));
        for (int i = 0; i < 9; i++) {
            command(play.detect("stuck", "h" + i));
        }

        List<Command> first = pass(play, 5);
        assertThat(first).isEmpty();
        assertThat(pass(play, 8)).as("one at a time, after the first backoff").hasSize(1);
    }

    @Test
    void shouldNotSendAgainAndAgainToAWorkerWhoseClockIsAhead() {
        Play play = new Play(given.bundle());
        Command next = command(play.detect("stuck", "a"));

        int sent = 0;
        for (int second = 0; second < 60; second++) {
            List<Command> again =
                    new ArrayList<>(next == null ? List.of() : commands(play.refuse(next, RefusalReason.LATE)));
            again.addAll(pass(play, 1));
            again.removeIf(command -> command.purpose() != Purpose.STEP);
            sent += again.size();
            next = again.isEmpty() ? null : again.getFirst();
        }
        assertThat(sent).isBetween(2, 6);
    }

    @Test
    void shouldTellAPersonOfASiteWithoutTopicsAndTakeItBackWhenTheyAreThere() {
        Play play = new Play(given.bundle());
        play.apply(new OperatorInput.SiteGone(SITE, "its topics are gone"));
        assertThat(commands(play.detect("stuck", "a"))).isEmpty();

        pass(play, 299);
        assertThat(alarm(play, AlarmGroup.CHANNEL, WakeCondition.open(SITE))).isNull();
        pass(play, 3);
        assertThat(alarm(play, AlarmGroup.CHANNEL, WakeCondition.open(SITE))).isNotNull();

        play.apply(new OperatorInput.SiteSeen(SITE));
        pass(play, 2);
        assertThat(alarm(play, AlarmGroup.CHANNEL, WakeCondition.open(SITE))).isNull();
    }

    @Test
    void shouldServeWhatHasBegunFirstWhateverItsTypeOfAction() {
        Given other = new Given();
        other.name = "other";
        other.rungs.set(0, Given.rung("run", null, Given.byQuiet(), Given.step("restart", 1, OnFailure.NEXT_RUNG, "")));
        given.rungs.set(0, Given.rung("ask", null, Given.byQuiet(), Given.step("ask")));
        Play play = new Play(given.manyHosts(9, given.policy(), other.policy()));
        play.apply(Play.report(Play.WORKER, SITE, 1));
        Command begun = command(play.detect("other", "h8"));
        for (int i = 0; i < 5; i++) {
            assertThat(commands(play.detect("stuck", "h" + i))).isEmpty();
        }
        Command meanwhile = commands(play.fail(begun)).getFirst();
        assertThat(meanwhile.policy()).isEqualTo("stuck");
        play.say(meanwhile, OutcomeKind.CLAIMED);
        assertThat(pass(play, 7)).as("it waits for the slot, to be tried again").isEmpty();

        assertThat(commands(play.say(meanwhile, OutcomeKind.SUCCEEDED)))
                .filteredOn(next -> next.lane() == SlotType.ACT)
                .extracting(Command::policy)
                .containsExactly("other");
    }

    @Test
    void shouldTellAPersonOnceOfASilentWorkerThatHoldsWhatItHasClaimed() {
        Step drain = new Step(
                "drain",
                new Task.ActionCall("drain", new TreeMap<>()),
                Duration.ofHours(4),
                0,
                Duration.ZERO,
                "",
                OnFailure.NEXT_RUNG);
        given.rungs.set(0, Given.rung("drain", null, Given.byQuiet(), drain));
        Play play = new Play(given.bundle());
        play.say(command(play.detect("stuck", "a")), OutcomeKind.CLAIMED);

        play.marking = false;
        silence(play, 296);
        assertThat(alarm(play, AlarmGroup.WORKER, Play.WORKER.id())).isNull();
        silence(play, 8);
        Incident told = alarm(play, AlarmGroup.WORKER, Play.WORKER.id());
        assertThat(told).isNotNull();
        assertThat(told.detection().because()).contains("is silent and has claimed a (drain, until ");

        play.marking = true;
        pass(play, 5);
        assertThat(alarm(play, AlarmGroup.WORKER, Play.WORKER.id())).isNull();
    }

    /** The site is read, and its worker says nothing. */
    private static void silence(Play play, int seconds) {
        for (int i = 0; i < seconds; i++) {
            play.now += 1_000;
            play.applyOnly(new Tick());
            play.applyOnly(new OperatorProgress(play.now));
            play.applyOnly(new SiteProgress(SITE, play.now, List.of()));
        }
    }

    @Test
    void shouldTryTheWayThatIsForWhenTheFirstFailsAlsoForACollectiveCall() {
        given.rungs.clear();
        given.escalate =
                List.of(Given.step("page"), Given.step("replace", 0, OnFailure.NEXT_RUNG, "!steps.page.succeeded"));
        Play play = new Play(given.manyHosts(9, given.policy()));
        for (int i = 0; i < 7; i++) {
            play.detect("stuck", "h" + i);
        }
        Command collective = pass(play, 35).stream()
                .filter(call -> call.incident().contains("-calls-"))
                .findFirst()
                .orElseThrow();
        assertThat(collective.step()).isEqualTo("page");

        assertThat(commands(play.fail(collective))).extracting(Command::step).containsExactly("replace");
    }
}
