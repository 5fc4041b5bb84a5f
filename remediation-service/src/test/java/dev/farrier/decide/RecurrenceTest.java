package dev.farrier.decide;

import static dev.farrier.decide.Play.audits;
import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.farrier.decide.state.BreakerRecord.Heal;
import dev.farrier.decide.state.BreakerRecord.Heals;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.Policy.Recurrence;
import dev.farrier.policy.Policy.Recurring;
import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is healed again and again is not healed. (StackStorm's users of 3720: with a script that restarts the service each time,
 * "remediation masks the real fault".)
 */
class RecurrenceTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Given given = new Given();

    @BeforeEach
    void twoRungs() {
        given.cooldown = Duration.ZERO;
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
    }

    private Play play(int max, Recurring then) {
        given.recurrence = new Recurrence(max, Duration.ofHours(1), then);
        return new Play(given.bundle());
    }

    /** The policy acts on the host and heals it. */
    private static Incident heal(Play play, String host) {
        play.run(command(play.run(command(detect(play, "stuck", host)))));
        Incident healed = play.incident("stuck", host);
        assertThat(healed.state()).isEqualTo(IncidentState.RESOLVED);
        return healed;
    }

    /** A moment later: evidence from the time of a remediation does not count after it. */
    private static List<Effect> detect(Play play, String policy, String host) {
        play.now++;
        return play.detect(policy, host);
    }

    private static Heals heals(Play play, String host) {
        return play.state.get(Heals.key("stuck", host), Heals.class);
    }

    private static void silence(Play play, long millis) {
        play.now += millis;
        play.tick();
    }

    private static List<String> rungs(List<Effect> effects) {
        return commands(effects).stream().map(Command::rung).toList();
    }

    /** Heals one minute apart; the next detection comes so long after the first heal. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, true",
        "1, 1, 3599999, true",
        "1, 1, 3600000, false",
        "2, 1, 60000, false",
        "2, 2, 60000, true",
        "2, 2, 3599999, true",
        "2, 2, 3600000, false",
        "3, 2, 60001, false",
        "3, 3, 3599999, true",
        "3, 3, 3600000, false",
        "2, 3, 3600000, true",
        "2, 3, 3659999, true",
        "2, 3, 3660000, false",
        "100, 3, 180000, false",
    })
    void shouldCallAPersonWhenSoManyHealsLieInTheWindow(int max, int heals, long after, boolean calls) {
        Play play = play(max, Recurring.PERSON);
        use(play, new Recurrence(100, Duration.ofHours(1), Recurring.PERSON));
        long first = heal(play, "a").closedAt();
        for (int i = 1; i < heals; i++) {
            silence(play, 59_999);
            heal(play, "a");
        }
        use(play, new Recurrence(max, Duration.ofHours(1), Recurring.PERSON));
        silence(play, first + after - play.now);

        List<Effect> effects = play.detect("stuck", "a");

        assertThat(play.incident("stuck", "a").state() == IncidentState.ESCALATED)
                .isEqualTo(calls);
        assertThat(rungs(effects)).isEqualTo(calls ? List.of("") : List.of("restart"));
    }

    private int edits = 1;

    private void use(Play play, @Nullable Recurrence recurrence) {
        given.recurrence = recurrence;
        use(play, given.bundle());
    }

    private void use(Play play, Bundle bundle) {
        String commit = "e" + ++edits;
        play.newer = Given.withCommit(commit, bundle);
        play.apply(new OperatorInput.BundleActivated(commit));
        play.apply(new BundleUsable(commit));
    }

    @Test
    void shouldReportTheHealsInStoryAuditAndPage() {
        Play play = play(2, Recurring.PERSON);
        Incident one = heal(play, "a");
        silence(play, 60_000);
        Incident two = heal(play, "a");

        List<Effect> effects = detect(play, "stuck", "a");

        Incident incident = play.incident("stuck", "a");
        assertThat(incident.reason()).isEqualTo(Reason.RECURRED);
        assertThat(incident.problemReport())
                .isEqualTo("healed 2 times within 1h, and it is back: " + two.id() + " at "
                        + Instant.ofEpochMilli(two.closedAt()) + " by rung restart and " + one.id() + " at "
                        + Instant.ofEpochMilli(one.closedAt()) + " by rung restart");
        assertThat(audits(effects))
                .filteredOn(audit -> audit.reason() == Reason.RECURRED)
                .extracting(AuditRecord::verdict, AuditRecord::state)
                .contains(tuple(Verdict.IGNORE, null), tuple(null, IncidentState.ESCALATED));
        assertThat(audits(effects))
                .filteredOn(audit -> audit.reason() == Reason.RECURRED && audit.kind() != AuditKind.COMMAND)
                .allSatisfy(audit -> assertThat(audit.detail()).isEqualTo(incident.problemReport()));
    }

    @Test
    void shouldKeepTheReportAndTheRecordShort() {
        Play play = play(9, Recurring.PERSON);
        for (int i = 0; i < 9; i++) {
            heal(play, "a");
            silence(play, 60_000);
        }
        use(play, new Recurrence(3, Duration.ofHours(1), Recurring.NEXT_RUNG));
        heal(play, "a");

        assertThat(heals(play, "a").heals()).hasSize(4);
        assertThat(play.incident("stuck", "a").problemReport())
                .contains("healed 9 times", "and 4 more")
                .hasSizeLessThan(600);
    }

    @Test
    void shouldRunNothingForAnIncidentThatAPersonWasCalledFor() {
        Play play = play(1, Recurring.PERSON);
        heal(play, "a");
        detect(play, "stuck", "a");

        assertThat(commands(detect(play, "stuck", "a"))).isEmpty();
        play.after(10 * 60_000).tick();
        assertThat(commands(detect(play, "stuck", "a"))).isEmpty();
        assertThat(commands(detect(play, "stuck", "b")))
                .as("another target is healed")
                .hasSize(1);
    }

    @Test
    void shouldNotCountWhatClearedItselfOrWhatAPersonEnded() {
        Play play = play(1, Recurring.PERSON);
        detect(play, "stuck", "a");
        play.say(commands(play.effects).getLast(), OutcomeKind.CLAIMED);
        play.apply(new OperatorInput.CancelIncident(play.incident("stuck", "a").id(), "ann", "mine"));
        play.say(commands(play.effects).getLast(), OutcomeKind.CANCELLED);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.CANCELLED);
        assertThat(heals(play, "a")).isNull();

        Command restart = command(detect(play, "stuck", "a"));
        play.fail(command(play.fail(restart)));
        play.after(2 * 60_000).progress(play.now, "a", play.now);
        assertThat(play.incident("stuck", "a").state())
                .as("a person was called, and it ended then")
                .isEqualTo(IncidentState.RESOLVED);

        assertThat(heals(play, "a")).isNull();
        assertThat(commands(detect(play, "stuck", "a"))).hasSize(1);
    }

    @Test
    void shouldCountNothingWhereNothingIsWritten() {
        given.recurrence = null;
        Play play = new Play(given.bundle());
        for (int i = 0; i < 5; i++) {
            heal(play, "a");
        }

        assertThat(heals(play, "a")).isNull();
    }

    @Test
    void shouldCountNothingInShadow() {
        given.mode = Mode.SHADOW;
        Play play = play(1, Recurring.PERSON);
        for (int i = 0; i < 2; i++) {
            detect(play, "stuck", "a");
            play.after(11 * 60_000).tick();
        }

        assertThat(heals(play, "a")).isNull();
    }

    /** Other groups of the policy on the same target count together, those of other policies apart. */
    @Test
    void shouldCountByPolicyAndTarget() {
        given.recurrence = new Recurrence(1, Duration.ofHours(1), Recurring.PERSON);
        Policy stuck = given.policy();
        given.name = "other";
        Play play = new Play(given.bundle(stuck, given.policy()));
        heal(play, "a");

        assertThat(rungs(detect(play, "other", "a"))).containsExactly("restart");
    }

    @Test
    void shouldBeginWithTheRungAfterTheOneThatHelpedLast() {
        given.rungs.add(Given.rung("rebuild", null, Given.byProbe(), Given.step("replace")));
        Play play = play(1, Recurring.NEXT_RUNG);
        heal(play, "a");

        List<Effect> effects = detect(play, "stuck", "a");
        assertThat(rungs(effects)).containsExactly("replace");
        assertThat(audits(effects))
                .filteredOn(audit -> audit.reason() == Reason.RECURRED)
                .singleElement()
                .satisfies(audit -> assertThat(audit.detail()).contains("healed 1 time", "begins with rung replace"));
        play.run(command(play.run(command(effects))));
        assertThat(rungs(detect(play, "stuck", "a"))).containsExactly("rebuild");
        Command rebuild = commands(play.effects).getLast();
        play.run(command(play.run(rebuild)));

        assertThat(rungs(detect(play, "stuck", "a"))).as("there is none left").containsExactly("");
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
    }

    @Test
    void shouldBeginWithTheFirstRungAgainWhenTheWindowIsOver() {
        Play play = play(1, Recurring.NEXT_RUNG);
        heal(play, "a");
        silence(play, HOUR);

        assertThat(heals(play, "a")).isNull();
        assertThat(rungs(detect(play, "stuck", "a"))).containsExactly("restart");
    }

    @Test
    void shouldCallAPersonWhenAnEditHasRemovedTheRungThatHelped() {
        Play play = play(1, Recurring.NEXT_RUNG);
        heal(play, "a");
        given.rungs.set(0, Given.rung("kick", null, Given.byProbe(), Given.step("restart")));
        use(play, given.recurrence);

        detect(play, "stuck", "a");

        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
    }

    @Test
    void shouldStopForTheTargetUntilAPersonEndsTheIncident() {
        given.groupBy = List.of("host");
        Play play = play(1, Recurring.STOP);
        heal(play, "a");
        detect(play, "stuck", "a");
        Incident stop = play.incident("stuck", "a");
        assertThat(stop.reason()).isEqualTo(Reason.TARGET_STOPPED);

        silence(play, 2 * HOUR);
        play.progress(play.now, "a", play.now);
        assertThat(play.state.incident(stop.id()))
                .as("it stays, also when its symptom has ended and the window is over")
                .isNotNull();
        assertThat(commands(detect(play, "stuck", "a"))).isEmpty();

        play.apply(new OperatorInput.CancelIncident(stop.id(), "ann", "disk replaced"));
        assertThat(heals(play, "a")).isNull();
        assertThat(rungs(detect(play, "stuck", "a"))).containsExactly("restart");
    }

    /** Two groups of one policy are about one target. */
    @Test
    void shouldStopForAllGroupsOfTheTarget() {
        Policy policy = withFixedTarget(new Recurrence(1, Duration.ofHours(1), Recurring.STOP));
        Play play = new Play(given.bundle(policy));
        heal(play, "a");
        detect(play, "stuck", "a");
        Incident stop = play.incident("stuck", "a");
        silence(play, 2 * HOUR);

        List<Effect> effects = detect(play, "stuck", "b");

        assertThat(rungs(effects)).containsExactly("");
        Incident other = play.incident("stuck", "b");
        assertThat(other.reason()).isEqualTo(Reason.RECURRED);
        assertThat(other.problemReport()).contains(stop.id(), "healed 1 time");
        play.apply(new OperatorInput.CancelIncident(other.id(), "ann", "seen"));
        assertThat(rungs(detect(play, "stuck", "b"))).as("the stop stands").containsExactly("");
        play.apply(new OperatorInput.CancelIncident(stop.id(), "ann", "mended"));
        play.apply(new OperatorInput.CancelIncident(play.incident("stuck", "b").id(), "ann", "mended"));
        assertThat(rungs(detect(play, "stuck", "b"))).containsExactly("restart");
    }

    private Policy withFixedTarget(Recurrence recurrence) {
        return given.policy().withTarget(Template.parse("a")).withRecurrence(recurrence);
    }

    @ParameterizedTest
    @EnumSource(Recurring.class)
    void shouldCountAnewWhenAPersonHasLooked(Recurring then) {
        given.rungs.removeLast();
        Play play = play(2, then);
        heal(play, "a");
        heal(play, "a");
        detect(play, "stuck", "a");
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);

        List<Effect> effects = play.apply(
                new OperatorInput.CancelIncident(play.incident("stuck", "a").id(), "ann", "cable", Afterwards.RETRY));

        assertThat(rungs(effects)).containsExactly("restart");
        play.run(command(play.run(command(effects))));
        assertThat(heals(play, "a").heals()).hasSize(1);
        assertThat(rungs(detect(play, "stuck", "a"))).containsExactly("restart");
    }

    @Test
    void shouldGoOnCountingWhenTheSymptomEndsByItself() {
        Play play = play(1, Recurring.PERSON);
        heal(play, "a");
        detect(play, "stuck", "a");
        play.after(2 * 60_000).progress(play.now, "a", play.now);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.RESOLVED);

        assertThat(rungs(detect(play, "stuck", "a"))).containsExactly("");
    }

    @Test
    void shouldGoOnCountingThroughARestartAnEditAndAHalt() {
        Play play = play(2, Recurring.STOP);
        heal(play, "a");
        use(play, new Recurrence(2, Duration.ofHours(2), Recurring.STOP));
        heal(play, "a");
        Play again = new Play(commit -> play.newer, DeciderState.restore(play.state.records()), play);
        again.apply(new OperatorInput.Halt("ann", "drill").at(again.now));

        detect(again, "stuck", "a");
        assertThat(again.incident("stuck", "a").reason()).isEqualTo(Reason.TARGET_STOPPED);
        assertThat(again.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
        Play third = new Play(commit -> play.newer, DeciderState.restore(again.state.records()), again);
        silence(third, 3 * HOUR);
        assertThat(heals(third, "a").heals().stream().map(Heal::rung).collect(Collectors.toSet()))
                .containsExactly("restart");
        assertThat(third.state.openIncident("stuck", Labels.of("host", "a"))).isNotNull();
    }

    private static List<Effect> detectDisk(Play play, String disk) {
        play.now++;
        return play.apply(new Detection(
                "stuck",
                Given.COMMIT,
                Labels.of("host", "a", "disk", disk),
                play.now,
                5,
                List.of("logs"),
                "5 matches",
                List.of(),
                0));
    }

    @Test
    void shouldStopTheRelapseOfAnotherGroupOnTheTargetToo() {
        given.groupBy = List.of("host", "disk");
        given.relapse = Duration.ofHours(1);
        Play play = play(1, Recurring.STOP);
        play.run(command(play.run(command(detectDisk(play, "1")))));
        detectDisk(play, "2");

        assertThat(commands(detectDisk(play, "1"))).extracting(Command::purpose).containsExactly(Purpose.ESCALATE);
    }

    @Test
    void shouldStopWhatAlreadyWaitsForTheTargetToo() {
        given.groupBy = List.of("host", "disk");
        Play play = play(1, Recurring.PERSON);
        Command restart = command(detectDisk(play, "1"));
        assertThat(commands(detectDisk(play, "2")))
                .as("it waits for the target")
                .isEmpty();
        Command verify = command(play.run(restart));
        play.apply(new OperatorInput.Halt("ann", "a moment"));
        play.run(verify);
        use(play, new Recurrence(1, Duration.ofHours(1), Recurring.STOP));
        detectDisk(play, "3");

        List<Command> sent = commands(play.apply(new OperatorInput.Resume("ann", "go on")));

        assertThat(sent).extracting(Command::purpose).containsExactly(Purpose.ESCALATE);
    }
}
