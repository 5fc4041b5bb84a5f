package dev.farrier.execute.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.SteppedClock;
import dev.farrier.execute.TestRun;
import dev.farrier.execute.worker.Commands;
import dev.farrier.model.Action.WaitUntil;
import dev.farrier.model.OutcomeKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitRunnerTest {
    private static final long START = 1_000_000;
    private static final HttpResult YES = HttpResult.answered(200, "0\n");
    private static final HttpResult NO = HttpResult.answered(200, "3\n");

    private final SteppedClock clock = new SteppedClock(START);
    private final List<Long> asked = new ArrayList<>();
    private final List<Long> timeouts = new ArrayList<>();

    /** Milliseconds since the start → the answer. */
    private LongFunction<HttpResult> answers = at -> YES;

    private final WaitRunner runner = new WaitRunner(
            (call, timeout, giveUp) -> {
                asked.add(clock.millis() - START);
                timeouts.add(timeout);
                return answers.apply(clock.millis() - START);
            },
            clock.timing());

    private static TestRun run(long every, long forMillis, long maxRun) {
        WaitUntil wait = Commands.waitUntil("http://mb-01:9000/sessions", "0", every, forMillis);
        return TestRun.of(Path.of("unused"), Commands.of("c-1", wait, START, START, maxRun), START);
    }

    @Test
    void shouldBeContentWithOneGoodAnswer() throws Exception {
        assertThat(runner.run(run(1_000, 0, 60_000))).isEqualTo(new Completion(OutcomeKind.SUCCEEDED, 200, "0\n", ""));
        assertThat(asked).containsExactly(0L);
    }

    @Test
    void shouldAskUntilTheAnswerIsAsExpected() throws Exception {
        answers = at -> at < 3_000 ? NO : YES;
        TestRun run = run(1_000, 0, 60_000);
        assertThat(((Completion) runner.run(run)).kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        assertThat(asked).containsExactly(0L, 1_000L, 2_000L, 3_000L);
        assertThat(run.reports()).hasSize(3).containsOnly("waiting: body is \"3\" instead of \"0\"");
    }

    @ParameterizedTest
    @CsvSource({"2999,3", "3000,3", "3001,4", "1,1"})
    void shouldWantTheAnswerUnbrokenForItsTime(long forMillis, int lastAskedAfterSeconds) throws Exception {
        assertThat(((Completion) runner.run(run(1_000, forMillis, 60_000))).kind())
                .isEqualTo(OutcomeKind.SUCCEEDED);
        assertThat(asked.getLast()).isEqualTo(lastAskedAfterSeconds * 1_000L);
    }

    @Test
    void shouldCountAnewAfterABreak() throws Exception {
        answers = at -> at == 2_000 ? HttpResult.noResponse("no answer") : YES;
        assertThat(((Completion) runner.run(run(1_000, 2_000, 60_000))).kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        assertThat(asked).containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L);
    }

    @Test
    void shouldGiveUpAtMaxRunAndSayWhatTheLastAnswerWas() throws Exception {
        answers = at -> NO;
        assertThat(runner.run(run(1_000, 0, 3_500)))
                .isEqualTo(new Completion(
                        OutcomeKind.TIMED_OUT, 200, "3\n", "waited in vain; at last: body is \"3\" instead of \"0\""));
        assertThat(asked).containsExactly(0L, 1_000L, 2_000L, 3_000L);
        assertThat(timeouts).as("no request outlasts the wait").containsExactly(2_000L, 2_000L, 1_500L, 500L);
        assertThat(clock.millis()).isEqualTo(START + 3_500);
    }

    @Test
    void shouldGiveUpAtMaxRunAlthoughTheAnswerIsGoodButNotForLongEnough() throws Exception {
        answers = at -> at < 2_000 ? NO : YES;
        Completion ended = (Completion) runner.run(run(1_000, 2_000, 3_999));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.TIMED_OUT);
        assertThat(ended.detail()).contains("only for 1999 ms");
    }

    @Test
    void shouldCountMaxRunFromTheFirstStartAlsoAfterARestart() throws Exception {
        answers = at -> NO;
        clock.set(START + 3_000);
        assertThat(((Completion) runner.resume(run(1_000, 0, 3_500))).kind()).isEqualTo(OutcomeKind.TIMED_OUT);
        assertThat(asked).containsExactly(3_000L);
        clock.set(START + 9_000);
        assertThat(((Completion) runner.resume(run(1_000, 0, 3_500))).kind()).isEqualTo(OutcomeKind.TIMED_OUT);
        assertThat(asked).hasSize(1);
    }

    @Test
    void shouldEndSoonAfterItIsCancelled() throws Exception {
        answers = at -> NO;
        TestRun run = run(60_000, 0, 600_000);
        clock.whenPaused(() -> {
            if (clock.millis() >= START + 70_000) {
                run.cancel();
            }
        });
        assertThat(((Completion) runner.run(run)).kind()).isEqualTo(OutcomeKind.CANCELLED);
        assertThat(clock.millis()).isLessThanOrEqualTo(START + 70_100);
    }

    @Test
    void shouldBeLeftToTheNextWorker() throws Exception {
        answers = at -> NO;
        TestRun run = run(60_000, 0, 600_000);
        clock.whenPaused(run::leave);
        assertThat(runner.run(run)).isInstanceOf(ActionResult.Handover.class);
        assertThat(clock.millis()).isLessThanOrEqualTo(START + 100);
    }
}
