package dev.farrier.decide;

import static dev.farrier.decide.Play.audits;
import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.command.CommandScheduler;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.IncidentRecord.AbandonedCommand;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.execute.process.ProcessBodies;
import dev.farrier.model.Action;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.HaltScope;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.RemediationProgress.Diagnosis;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.DiagnosisSteps;
import dev.farrier.policy.action.ActionDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code diagnose}: what is asked before anything is changed, and for how long a rung waits for it. */
class DiagnosisTest {
    private static final long WITHIN = 30_000;

    private final Given given = new Given();

    DiagnosisTest() {
        given.clears = new Clearing.Resolved();
    }

    /** After this time all is read up to now. */
    private static List<Command> after(Play play, long millis) {
        return play.after(millis).readUpToNow();
    }

    private Play play(String... steps) {
        given.diagnosis = new DiagnosisSteps(Stream.of(steps).map(Given::step).toList(), Duration.ofMillis(WITHIN));
        return new Play(given.bundle());
    }

    private void confirms() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/stuck"), Given.byProbe(), Given.step("restart")));
    }

    private static List<Effect> answer(Play play, Command command, OutcomeKind kind, String output) {
        return play.apply(new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                command.worker().toString(),
                kind,
                play.now,
                kind == OutcomeKind.SUCCEEDED ? 0 : 1,
                output,
                null,
                ""));
    }

    private static Command claimed(Play play, Command command) {
        play.say(command, OutcomeKind.CLAIMED);
        return command;
    }

    private static String text(Play play) {
        Diagnosis diagnosis = play.incident("stuck", "a").work().diagnosis();
        return diagnosis == null ? "" : diagnosis.text();
    }

    private static int looking(Play play) {
        WorkerState worker = play.state.get(WorkerState.key("site-1", Play.WORKER.id()), WorkerState.class);
        return CommandScheduler.sentIn(play.state, worker, SlotType.LOOK);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAskBehindConfirmAndBeforeTheFirstStep(boolean confirms) {
        if (confirms) {
            confirms();
        }
        Play play = play("dump", "trace");
        Command first = command(play.detect("stuck", "a"));
        if (confirms) {
            assertThat(first.step()).isEqualTo("confirm");
            first = command(play.run(first));
        }
        assertThat(first)
                .returns("diagnose/dump", Command::step)
                .returns(SlotType.LOOK, Command::lane)
                .returns(Purpose.CONFIRM, Command::purpose)
                .returns(OnWorkerLoss.RERUN, Command::onWorkerLoss)
                .returns(play.now + WITHIN, Command::startBy)
                .returns(WITHIN, Command::maxRun);
        assertThat(play.incident("stuck", "a"))
                .returns(IncidentState.CONFIRMING, Incident::state)
                .returns(Reason.DIAGNOSING, Incident::reason);
        Command second = command(answer(play, claimed(play, first), OutcomeKind.SUCCEEDED, "main: waiting\n"));
        assertThat(second.step()).isEqualTo("diagnose/trace");
        Command step = command(answer(play, claimed(play, second), OutcomeKind.SUCCEEDED, "open()"));
        assertThat(step).returns("restart", Command::step).returns(Purpose.STEP, Command::purpose);
        assertThat(text(play)).isEqualTo("dump:\nmain: waiting\ntrace:\nopen()");
        assertThat(play.incident("stuck", "a")).returns(Reason.DIAGNOSED, Incident::reason);
        assertThat(play.incident("stuck", "a").history())
                .as("what only looked is no command of the run")
                .noneMatch(done -> done.step().startsWith("diagnose/"));
    }

    /** @param after since the diagnosis could begin, milliseconds */
    @ParameterizedTest
    @CsvSource({"29999, false", "30000, true", "30001, true"})
    void shouldGoOnWithoutAnAnswerWhenItsBoundHasPassed(long after, boolean goesOn) {
        Play play = play("dump", "trace");
        claimed(play, command(play.detect("stuck", "a")));
        List<Command> sent = after(play, after);
        assertThat(sent).extracting(Command::step).isEqualTo(goesOn ? List.of("restart") : List.of());
        if (goesOn) {
            assertThat(text(play)).isEqualTo("dump: no answer within 30s\ntrace: no answer within 30s");
            assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.NOT_DIAGNOSED);
            assertThat(audits(play.effects))
                    .filteredOn(audit -> audit.reason() == Reason.NOT_DIAGNOSED)
                    .extracting(AuditRecord::detail)
                    .contains("dump: no answer within 30s; trace: no answer within 30s");
        }
    }

    /** @param after since the diagnosis could begin, milliseconds */
    @ParameterizedTest
    @CsvSource({"29999, false", "30000, true"})
    void shouldOnlyRecordAnAnswerThatIsLate(long after, boolean late) {
        Play play = play("dump");
        Command dump = claimed(play, command(play.detect("stuck", "a")));
        List<Command> sent = new ArrayList<>(after(play, after));
        sent.addAll(commands(answer(play, dump, OutcomeKind.SUCCEEDED, "main: waiting")));
        assertThat(sent).extracting(Command::step).as("the step is sent once").containsExactly("restart");
        assertThat(text(play))
                .isEqualTo(
                        late ? "dump: no answer within 30s\ndump, too late:\nmain: waiting" : "dump:\nmain: waiting");
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(late ? Reason.NOT_DIAGNOSED : Reason.DIAGNOSED);
        assertThat(looking(play)).isZero();
    }

    @Test
    void shouldKeepTheSlotOfACommandThatNobodyWaitsForUntilItEnds() {
        Play play = play("dump");
        Command dump = claimed(play, command(play.detect("stuck", "a")));
        Command step = after(play, WITHIN).getFirst();
        assertThat(looking(play)).isEqualTo(1);
        play.run(step);
        answer(play, dump, OutcomeKind.TIMED_OUT, "half a dump");
        assertThat(looking(play)).isZero();
        assertThat(text(play)).endsWith("dump, too late: timed-out (1)\nhalf a dump");
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.VERIFYING);
    }

    @Test
    void shouldGiveUpACommandThatNobodyWaitsForWhenItHasEndedForCertain() {
        Play play = play("dump");
        Command dump = claimed(play, command(play.detect("stuck", "a")));
        assertThat(after(play, WITHIN)).hasSize(1);
        AbandonedCommand abandoned = play.state.get(AbandonedCommand.key(dump.id()), AbandonedCommand.class);
        assertThat(abandoned.lostAt()).isGreaterThanOrEqualTo(dump.startBy() + dump.maxRun());
        play.after(abandoned.lostAt() - play.now - 1).tick();
        assertThat(looking(play)).isEqualTo(1);
        play.after(1).tick();
        assertThat(looking(play)).isZero();
    }

    /** Its worker may have claimed it just before. */
    @Test
    void shouldRevokeACommandThatNobodyHasClaimedInTime() {
        given.diagnosis = new DiagnosisSteps(List.of(Given.step("dump")), Duration.ofSeconds(3));
        Play play = new Play(given.bundle());
        Command dump = command(play.detect("stuck", "a"));
        List<Effect> late = play.after(3_000).tick();
        assertThat(command(late).step()).isEqualTo("restart");
        assertThat(late).filteredOn(Effect.RevokeCommand.class::isInstance).hasSize(1);
        assertThat(looking(play)).isEqualTo(1);
        play.comeBack(late);
        assertThat(looking(play)).isZero();
        assertThat(commands(play.say(dump, OutcomeKind.SUCCEEDED))).isEmpty();
    }

    @Test
    void shouldNotTakeARevocationForTheEndOfACommandThatWasClaimedFirst() {
        given.diagnosis = new DiagnosisSteps(List.of(Given.step("dump")), Duration.ofSeconds(3));
        Play play = new Play(given.bundle());
        Command dump = command(play.detect("stuck", "a"));
        List<Effect> late = play.after(3_000).tick();
        play.apply(new Outcome(
                dump.id(),
                dump.incident(),
                dump.site(),
                dump.worker().toString(),
                OutcomeKind.CLAIMED,
                play.now - 1,
                -1,
                "",
                null,
                ""));
        play.comeBack(late);
        assertThat(looking(play)).isEqualTo(1);
        answer(play, dump, OutcomeKind.SUCCEEDED, "main");
        assertThat(looking(play)).isZero();
        assertThat(text(play)).endsWith("dump, too late:\nmain");
    }

    @ParameterizedTest
    @CsvSource({"FAILED, failed (1)", "TIMED_OUT, timed-out (1)", "UNANSWERED, unanswered (1)"})
    void shouldGoOnWithTheNextStepAfterAFailure(OutcomeKind kind, String how) {
        Play play = play("dump", "trace");
        Command dump = claimed(play, command(play.detect("stuck", "a")));
        Command trace = command(answer(play, dump, kind, "no such process"));
        assertThat(trace.step()).isEqualTo("diagnose/trace");
        assertThat(command(answer(play, claimed(play, trace), OutcomeKind.SUCCEEDED, "open()"))
                        .step())
                .isEqualTo("restart");
        assertThat(text(play)).isEqualTo("dump: " + how + "\nno such process\ntrace:\nopen()");
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.NOT_DIAGNOSED);
    }

    @Test
    void shouldGoOnWhenAStepCanNotBeSent() {
        given.diagnosis =
                new DiagnosisSteps(List.of(Given.step("gone"), Given.step("dump")), Duration.ofMillis(WITHIN));
        Play play = new Play(given.bundle());
        assertThat(command(play.detect("stuck", "a")).step()).isEqualTo("diagnose/dump");
        assertThat(text(play)).isEqualTo("gone: there is no action gone");
    }

    @Test
    void shouldGoOnWhenEveryWorkerRefuses() {
        Play play = play("dump");
        Command dump = command(play.detect("stuck", "a"));
        assertThat(command(play.refuse(dump, RefusalReason.INVALID)).step()).isEqualTo("restart");
    }

    @Test
    void shouldNotCallAPersonForALostWorkerThatOnlyLooked() {
        Play play = play("dump");
        Command dump = command(play.detect("stuck", "a"));
        play.say(dump, OutcomeKind.CLAIMED);
        for (int i = 0; i < 2; i++) {
            dump = claimed(play, command(play.say(dump, OutcomeKind.UNKNOWN)));
        }
        dump = claimed(play, command(play.say(dump, OutcomeKind.UNKNOWN)));
        assertThat(command(play.say(dump, OutcomeKind.UNKNOWN)).step()).isEqualTo("restart");
    }

    /** @param after since the diagnosis could begin, milliseconds */
    @ParameterizedTest
    @CsvSource({"29999, false", "30000, true"})
    void shouldWaitForRoomUpToTheBoundOnly(long after, boolean goesOn) {
        Play play = play("dump");
        play.applyOnly(withoutLook());
        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        assertThat(play.incident("stuck", "a")).returns(IncidentState.DEFERRED, Incident::state);
        assertThat(after(play, after)).extracting(Command::step).isEqualTo(goesOn ? List.of("restart") : List.of());
    }

    @Test
    void shouldAskWhenThereIsRoomInTime() {
        Play play = play("dump");
        play.applyOnly(withoutLook());
        play.detect("stuck", "a");
        play.after(10_000);
        Command dump = command(play.apply(Play.report(Play.WORKER, "site-1", 100)));
        assertThat(dump).returns("diagnose/dump", Command::step).returns(20_000L, Command::maxRun);
    }

    private static WorkerReport withoutLook() {
        WorkerReport report = Play.report(Play.WORKER, "site-1", 100);
        TreeMap<String, Integer> slots = new TreeMap<>(report.slots());
        slots.put(SlotType.LOOK.name(), 0);
        return new WorkerReport(
                report.worker(),
                report.name(),
                report.site(),
                report.protocol(),
                report.version(),
                slots,
                report.actionTypes(),
                report.trustedKeys(),
                List.of(),
                false,
                false,
                false);
    }

    /** @param took time from confirm's answer to that of the diagnosis, milliseconds */
    @ParameterizedTest
    @CsvSource({"4999, restart", "5000, confirm"})
    void shouldConfirmAgainBehindALongDiagnosis(long took, String next) {
        confirms();
        Play play = play("dump");
        Command dump = claimed(play, command(play.run(command(play.detect("stuck", "a")))));
        play.after(took);
        Command following = command(answer(play, dump, OutcomeKind.SUCCEEDED, "main"));
        assertThat(following.step()).isEqualTo(next);
        if (next.equals("confirm")) {
            assertThat(command(play.run(following)).step())
                    .as("and is not asked again")
                    .isEqualTo("restart");
        }
    }

    @Test
    void shouldChangeNothingWhenTheSymptomEndsMeanwhile() {
        given.rate = new RateLimit(1, Duration.ofHours(1), List.of("target"));
        Play play = play("dump");
        Command dump = claimed(play, command(play.detect("stuck", "a")));
        play.evidence("stuck", "a", play.now, play.now);
        play.after(20_000).progress(play.now, "a", play.now);
        assertThat(commands(answer(play, dump, OutcomeKind.SUCCEEDED, "main"))).isEmpty();
        assertThat(play.incident("stuck", "a"))
                .returns(IncidentState.RESOLVED, Incident::state)
                .returns(Reason.CLEARED_ITSELF, Incident::reason);
        assertThat(command(play.detect("stuck", "a")).step())
                .as("it counts for no limit and starts no cooldown")
                .isEqualTo("diagnose/dump");
    }

    @Test
    void shouldAskOnceAnIncidentAndTellThePage() {
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        given.diagnosis = new DiagnosisSteps(List.of(Given.step("dump")), Duration.ofMillis(WITHIN));
        Bundle bundle = given.bundle();
        TreeMap<String, ActionDefinition> actions = new TreeMap<>(bundle.actions());
        actions.put(
                "page",
                new ActionDefinition(
                        "page",
                        new TreeMap<>(),
                        ProcessBodies.of("call", "{diagnosis}"),
                        Duration.ofMinutes(1),
                        OnWorkerLoss.RERUN));
        Play play = new Play(new Bundle(
                bundle.commit(),
                bundle.sources(),
                bundle.policies(),
                actions,
                bundle.resources(),
                bundle.budgets(),
                bundle.stormBreakers(),
                bundle.scripts()));
        Command dump = claimed(play, command(play.detect("stuck", "a")));
        Command restart = command(answer(play, dump, OutcomeKind.SUCCEEDED, "main: waiting"));
        Command replace = command(play.fail(restart));
        assertThat(replace.step()).isEqualTo("replace");
        Command page = command(play.fail(replace));
        assertThat(((Action.Process) page.action()).argv()).containsExactly("call", "dump:\nmain: waiting");
    }

    @Test
    void shouldAskNothingWhileHaltedAndCountNoTimeOfIt() {
        confirms();
        Play play = play("dump");
        Command confirm = claimed(play, command(play.detect("stuck", "a")));
        play.apply(new OperatorInput.Halt(false, "ann", "drill", play.now, HaltScope.ALL, false));
        assertThat(commands(play.say(confirm, OutcomeKind.SUCCEEDED))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.HALTED);
        assertThat(after(play, 2 * WITHIN)).isEmpty();
        Command dump = command(play.apply(new OperatorInput.Resume("ann", "over", play.now)));
        assertThat(dump).returns("diagnose/dump", Command::step).returns(WITHIN, Command::maxRun);
        Command again = command(answer(play, claimed(play, dump), OutcomeKind.SUCCEEDED, "main"));
        assertThat(again.step()).as("what waited confirms again").isEqualTo("confirm");
        assertThat(command(play.run(again)).step()).isEqualTo("restart");
    }

    @Test
    void shouldStartNothingAfterAHaltInTheMiddle() {
        Play play = play("dump", "trace");
        Command dump = claimed(play, command(play.detect("stuck", "a")));
        play.apply(new OperatorInput.Halt(false, "ann", "drill", play.now, HaltScope.ALL, false));
        assertThat(commands(answer(play, dump, OutcomeKind.SUCCEEDED, "main"))).isEmpty();
        assertThat(after(play, WITHIN)).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.HALTED);
        assertThat(command(play.apply(new OperatorInput.Resume("ann", "over", play.now)))
                        .step())
                .isEqualTo("restart");
        assertThat(text(play)).isEqualTo("dump:\nmain\ntrace: no answer within 30s");
    }

    @Test
    void shouldEndWithItsCommandWhenAPersonCancels() {
        Play play = play("dump");
        Command dump = claimed(play, command(play.detect("stuck", "a")));
        play.apply(new OperatorInput.CancelIncident(dump.incident(), "ann", "mine"));
        assertThat(commands(play.after(WITHIN).tick())).isEmpty();
        assertThat(commands(answer(play, dump, OutcomeKind.CANCELLED, ""))).isEmpty();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.CANCELLED);
    }

    @Test
    void shouldOnlyRecordInShadowWhatItWouldAsk() {
        given.mode = Policy.Mode.SHADOW;
        Play play = play("dump");
        List<Effect> effects = play.detect("stuck", "a");
        assertThat(commands(effects)).isEmpty();
        assertThat(audits(effects))
                .filteredOn(audit -> audit.kind() == AuditRecord.AuditKind.WOULD_RUN)
                .extracting(AuditRecord::step)
                .containsExactly("diagnose/dump", "restart");
    }

    /** Two steps: each keeps half. */
    @Test
    void shouldKeepTheBeginningAndTheEndOfALongOutput() {
        Play play = play("dump", "trace");
        Command dump = claimed(play, command(play.detect("stuck", "a")));
        Command trace = command(answer(play, dump, OutcomeKind.SUCCEEDED, "a".repeat(50_000) + "z"));
        answer(play, claimed(play, trace), OutcomeKind.SUCCEEDED, "b".repeat(50_000));
        assertThat(text(play).length()).isBetween(Diagnosis.KEPT, Diagnosis.KEPT + 200);
        List<String> lines = new ArrayList<>(text(play).lines().toList());
        assertThat(lines.get(2)).isEqualTo("[… 45905 characters left out …]");
        assertThat(lines.get(3)).endsWith("az");
    }
}
