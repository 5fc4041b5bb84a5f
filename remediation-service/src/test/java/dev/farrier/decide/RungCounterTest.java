package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.RunRecord.DayOfRuns;
import dev.farrier.decide.state.RunRecord.RungRuns;
import dev.farrier.effect.RungRun;
import dev.farrier.effect.RungRun.RunResult;
import dev.farrier.execute.process.ProcessBodies;
import dev.farrier.model.Action;
import dev.farrier.model.Command;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Purpose;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.action.ActionDefinition;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often each rung has helped, as pages say it. */
class RungCounterTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Given given = new Given();
    private int host;

    RungCounterTest() {
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        given.cooldown = Duration.ZERO;
    }

    /** Its page has what happened. */
    private Bundle bundle() {
        Bundle world = given.manyHosts(20, given.policy());
        TreeMap<String, ActionDefinition> actions = new TreeMap<>(world.actions());
        actions.put(
                "page",
                new ActionDefinition(
                        "page",
                        new TreeMap<>(),
                        ProcessBodies.of("call", "{incident.because}"),
                        Duration.ofMinutes(1),
                        OnWorkerLoss.RERUN));
        return new Bundle(
                world.commit(),
                world.sources(),
                world.policies(),
                actions,
                world.resources(),
                world.budgets(),
                world.stormBreakers(),
                world.scripts());
    }

    /** h: the first rung helps; r: the second one does; f: neither. The last page, or nothing. */
    private String runs(Play play, String ends) {
        String page = "";
        for (char end : ends.toCharArray()) {
            Command restart = command(play.detect("stuck", "h" + host++));
            if (end == 'h') {
                play.run(command(play.run(restart)));
                continue;
            }
            Command replace = command(play.fail(restart));
            if (end == 'r') {
                play.run(command(play.run(replace)));
                continue;
            }
            Command call = commands(play.fail(replace)).stream()
                    .filter(command -> command.purpose() == Purpose.ESCALATE)
                    .findFirst()
                    .orElseThrow();
            page = ((Action.Process) call.action()).argv().getLast();
        }
        return page;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f | in 30 days restart helped in 0 of 1 run and replace helped in 0 of 1 run",
                "hhf | in 30 days restart helped in 2 of 3 runs and replace helped in 0 of 1 run",
                "hrrf | in 30 days restart helped in 1 of 4 runs and replace helped in 2 of 3 runs"
            })
    void shouldSayInEachPageHowOftenEachRungHelped(String ends, String text) {
        assertThat(runs(new Play(bundle()), ends)).endsWith("; " + text);
    }

    @Test
    void shouldForgetWhatIsOlderThanAMonth() {
        Play play = new Play(bundle());
        runs(play, "hh");
        play.after(30 * DAY).tick();

        assertThat(play.state.get(RungRuns.key("stuck", "restart"), RungRuns.class))
                .isNull();
        assertThat(runs(play, "f"))
                .endsWith("; in 30 days restart helped in 0 of 1 run and replace helped in 0 of 1 run");
    }

    @Test
    void shouldKnowTheSameAfterARestart() {
        Bundle bundle = bundle();
        Play play = new Play(bundle);
        runs(play, "h");
        Command restart = command(play.detect("stuck", "h" + host++));
        Play again = new Play(commit -> bundle, DeciderState.restore(play.state.records()), play);

        again.run(command(again.run(restart)));

        assertThat(runs(again, "f")).contains("restart helped in 2 of 3 runs");
    }

    @Test
    void shouldCountNothingInShadow() {
        given.mode = Policy.Mode.SHADOW;
        Play play = new Play(bundle());
        play.detect("stuck", "h0");

        assertThat(play.state.records()).noneMatch(record -> record.key().startsWith("rung"));
    }

    @Test
    void shouldCountByTheDayOnWhichARunStarted() {
        long now = 100 * DAY + 5;
        RungRuns runs = RungRuns.none("p", "r");
        for (long startedAt : List.of(99 * DAY, 71 * DAY, 100 * DAY, 70 * DAY + DAY - 1)) {
            runs = runs.plus(new RungRun("r", startedAt, startedAt + 1, RunResult.HEALED), now);
        }

        assertThat(runs.days()).extracting(DayOfRuns::day).containsExactly(71L, 99L, 100L);
        assertThat(runs.sum(now).healed()).isEqualTo(3);
        assertThat(runs.sum(now + DAY).healed()).isEqualTo(2);
        assertThat(RungRuns.since(now)).isEqualTo(71 * DAY);
        assertThat(runs.wakeAt()).isEqualTo(130 * DAY);
    }
}
