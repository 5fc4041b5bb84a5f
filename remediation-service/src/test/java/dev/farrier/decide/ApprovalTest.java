package dev.farrier.decide;

import static dev.farrier.decide.Play.audits;
import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Approval;
import dev.farrier.policy.Approval.OnTimeout;
import dev.farrier.policy.Approval.Role;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalTest {
    private static final long MINUTE = 60_000;

    private final Given given = new Given();

    ApprovalTest() {
        given.clears = new Clearing.ClearingEvent(Set.of("fine"));
        given.rungs.set(0, Given.withApproval(given.rungs.getFirst(), approval(1, OnTimeout.ESCALATE)));
    }

    private static Approval approval(int count, OnTimeout onTimeout) {
        return new Approval(
                new TreeSet<>(Set.of(Role.APPROVER)),
                new TreeSet<>(Set.of("eve")),
                count,
                Duration.ofMinutes(10),
                onTimeout);
    }

    private static Rung confirmed() {
        return Given.rung("restart", Given.probe("/ill"), Given.byProbe(), Given.step("restart"));
    }

    private static OperatorInput yes(Play play, String by) {
        return answer(play, true, by, "approver");
    }

    private static OperatorInput answer(Play play, boolean approves, String by, String role) {
        return new OperatorInput.AnswerApproval(
                play.incident("stuck", "a").id(), "restart", approves, by, List.of(role), "looked at it");
    }

    private static List<String> details(Play play) {
        return audits(play.effects).stream().map(AuditRecord::detail).toList();
    }

    private Play asking() {
        Play play = new Play(given.bundle());
        Command call = command(play.detect("stuck", "a"));
        assertThat(call.purpose()).isEqualTo(Purpose.ESCALATE);
        play.say(call, OutcomeKind.CLAIMED);
        play.say(call, OutcomeKind.SUCCEEDED);
        return play;
    }

    @Test
    void shouldAskOnceAndActAfterAYes() {
        Play play = asking();
        Incident waiting = play.incident("stuck", "a");
        assertThat(waiting.state()).isEqualTo(IncidentState.AWAITING_APPROVAL);
        assertThat(waiting.until()).isEqualTo(Play.START + 10 * MINUTE);
        assertThat(waiting.calling().deliveredAt()).isPositive();
        assertThat(commands(play.detect("stuck", "a"))).isEmpty();

        Command restart = command(play.apply(yes(play, "ann")));

        assertThat(restart.step()).isEqualTo("restart");
        assertThat(play.incident("stuck", "a").approval().by()).containsExactly("ann");
        assertThat(details(play)).contains("restart approved by ann: looked at it, 1 of 1");
    }

    @Test
    void shouldHoldNothingWhilePersonsAreAsked() {
        given.rungs.set(0, Given.withApproval(confirmed(), approval(1, OnTimeout.ESCALATE)));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.say(confirm, OutcomeKind.CLAIMED);
        assertThat(play.state.get(TargetLease.key("a"), TargetLease.class)).isNotNull();

        Command call = command(play.say(confirm, OutcomeKind.SUCCEEDED));

        assertThat(call.purpose()).isEqualTo(Purpose.ESCALATE);
        assertThat(play.state.get(TargetLease.key("a"), TargetLease.class)).isNull();
        assertThat(play.incident("stuck", "a").work().isBeforeFirstRung()).isTrue();
    }

    @Test
    void shouldConfirmAgainAfterTheYes() {
        given.rungs.set(0, Given.withApproval(confirmed(), approval(1, OnTimeout.ESCALATE)));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.say(confirm, OutcomeKind.CLAIMED);
        play.say(confirm, OutcomeKind.SUCCEEDED);

        Command again = command(play.apply(yes(play, "ann")));
        assertThat(again.purpose()).isEqualTo(Purpose.CONFIRM);
        play.say(again, OutcomeKind.CLAIMED);
        assertThat(command(play.say(again, OutcomeKind.SUCCEEDED)).step()).isEqualTo("restart");
    }

    @Test
    void shouldAskNobodyAboutASymptomThatIsNotConfirmed() {
        given.rungs.set(0, Given.withApproval(confirmed(), approval(1, OnTimeout.ESCALATE)));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        play.say(confirm, OutcomeKind.CLAIMED);

        assertThat(commands(play.say(confirm, OutcomeKind.FAILED))).isEmpty();
    }

    @ParameterizedTest(name = "[{index}] {0}, {1}")
    @CsvSource({"ann, approver, true", "eve, viewer, true", "ann, operator, false", "ann, viewer, false"})
    void shouldCountOnlyThoseWhoAreAsked(String name, String role, boolean counts) {
        Play play = asking();
        assertThat(commands(play.apply(answer(play, true, name, role)))).hasSize(counts ? 1 : 0);
        if (!counts) {
            assertThat(details(play))
                    .contains("" + name + " is not among those who are asked: any approver or eve; by " + name
                            + ": looked at it");
        }
    }

    @Test
    void shouldCountOneNameOnce() {
        given.rungs.set(0, Given.withApproval(given.rungs.getFirst(), approval(2, OnTimeout.ESCALATE)));
        Play play = asking();
        assertThat(commands(play.apply(yes(play, "ann")))).isEmpty();
        assertThat(commands(play.apply(yes(play, "ann")))).isEmpty();
        assertThat(details(play)).contains("ann has said yes already; by ann: looked at it");
        assertThat(commands(play.apply(yes(play, "bob")))).hasSize(1);
    }

    @Test
    void shouldNotLetThePersonApproveWhoHasOrderedIt() {
        Play play = asking();
        play.apply(
                new OperatorInput.CancelIncident(play.incident("stuck", "a").id(), "ann", "again", Afterwards.RETRY));
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.AWAITING_APPROVAL);

        assertThat(commands(play.apply(yes(play, "ann")))).isEmpty();
        assertThat(details(play)).contains("ann has ordered it, so another person must approve; by ann: looked at it");
        assertThat(commands(play.apply(yes(play, "bob")))).isNotEmpty();
    }

    @Test
    void shouldRunNothingMoreAfterANo() {
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("restart")));
        Play play = asking();

        assertThat(commands(play.apply(answer(play, false, "ann", "approver")))).isEmpty();

        Incident rejected = play.incident("stuck", "a");
        assertThat(rejected.state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(rejected.reason()).isEqualTo(Reason.REJECTED);
        assertThat(commands(play.apply(yes(play, "bob")))).isEmpty();
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource({"ESCALATE, page, ESCALATED", "NEXT_RUNG, restart, REMEDIATING", "ACT, restart, REMEDIATING"})
    void shouldDoWhatThePolicySaysWhenNobodyAnswers(OnTimeout onTimeout, String step, IncidentState state) {
        given.rungs.set(0, Given.withApproval(given.rungs.getFirst(), approval(1, onTimeout)));
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("restart")));
        given.staleAfter = Duration.ofHours(1);
        Play play = asking();
        play.after(10 * MINUTE - 1).progress(play.now);
        assertThat(commands(play.tick())).isEmpty();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.AWAITING_APPROVAL);

        play.after(1);
        play.marking = false;
        play.progress(play.now);
        play.tick();
        assertThat(play.incident("stuck", "a").state())
                .as("what was said in time may not have been read")
                .isEqualTo(IncidentState.AWAITING_APPROVAL);
        Command next = command(play.apply(new OperatorProgress(play.now)));

        assertThat(next.step()).isEqualTo(step);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(state);
        assertThat(play.incident("stuck", "a").work().rung())
                .isEqualTo(onTimeout == OnTimeout.NEXT_RUNG ? 1 : state == IncidentState.ESCALATED ? -1 : 0);
    }

    @Test
    void shouldCountAYesThatWasSaidInTimeAndReadLate() {
        Play play = asking();
        play.after(10 * MINUTE - 1).progress(play.now);
        play.marking = false;
        play.after(1).progress(play.now);
        play.tick();
        assertThat(commands(play.apply(yes(play, "ann")))).hasSize(1);
    }

    @Test
    void shouldTakeTheYesAsWordThatTheSymptomIsStillThere() {
        Play play = asking();
        play.after(9 * MINUTE).progress(play.now); // its event is older than staleAfter
        play.tick();
        assertThat(commands(play.apply(yes(play, "ann")))).hasSize(1);
    }

    @Test
    void shouldEndWhenTheSymptomEndsWhilePersonsAreAsked() {
        Play play = asking();
        play.after(MINUTE).evidence("stuck", "a", play.now - 2, play.now - 1);
        assertThat(play.state.incident("stuck-1")).isNull();
        assertThat(audits(play.effects)).extracting(AuditRecord::reason).contains(Reason.CLEARED_ITSELF);
    }

    @Test
    void shouldAskAllGuardsAgainAfterTheYes() {
        Play play = asking();
        play.apply(new OperatorInput.Halt("bob", "stop"));
        assertThat(commands(play.apply(yes(play, "ann")))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.HALTED);
        assertThat(commands(play.apply(new OperatorInput.Resume("bob", "go on"))))
                .hasSize(1);
    }

    @Test
    void shouldAskOnlyBeforeTheFirstRungInModeApprove() {
        given.mode = Policy.Mode.APPROVE;
        given.rungs.set(0, Given.rung("restart", null, Given.byProbe(), Given.step("restart")));
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("restart")));
        Play play = asking();
        Command restart = command(play.apply(yes(play, "ann")));
        play.say(restart, OutcomeKind.CLAIMED);

        assertThat(command(play.say(restart, OutcomeKind.FAILED)).rung()).isEqualTo("replace");
    }

    @Test
    void shouldAskBetweenRungsAndKeepTheTarget() {
        given.rungs.addFirst(Given.rung("reload", null, Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command reload = command(play.detect("stuck", "a"));
        play.say(reload, OutcomeKind.CLAIMED);

        assertThat(command(play.say(reload, OutcomeKind.FAILED)).purpose()).isEqualTo(Purpose.ESCALATE);
        assertThat(play.state.get(TargetLease.key("a"), TargetLease.class)).isNotNull();
        assertThat(commands(play.apply(yes(play, "ann"))))
                .extracting(Command::rung)
                .containsExactly("restart");
    }

    @Test
    void shouldAskAgainInARelapse() {
        given.mode = Policy.Mode.APPROVE;
        given.relapse = Duration.ofHours(1);
        given.rungs.set(0, Given.rung("restart", null, Given.byProbe(), Given.step("restart")));
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("restart")));
        Play play = asking();
        play.run(command(play.apply(yes(play, "ann"))));
        play.run(commands(play.effects).getLast());
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.RESOLVED);

        play.after(MINUTE).progress(play.now);
        assertThat(command(play.detect("stuck", "a")).purpose()).isEqualTo(Purpose.ESCALATE);
        assertThat(play.incident("stuck", "a").relapses()).isEqualTo(1);
        assertThat(play.incident("stuck", "a").approval().rung()).isEqualTo("replace");
    }

    @Test
    void shouldCallWhenNoRungIsLeftInARelapse() {
        given.relapse = Duration.ofHours(1);
        given.rungs.set(
                0,
                Given.withApproval(
                        Given.rung("restart", null, Given.byProbe(), Given.step("restart")),
                        approval(1, OnTimeout.ESCALATE)));
        Play play = asking();
        String asked = play.incident("stuck", "a").calling().call();
        play.run(command(play.apply(yes(play, "ann"))));
        play.run(commands(play.effects).getLast());
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.RESOLVED);

        play.after(MINUTE).progress(play.now);
        Command call = command(play.detect("stuck", "a"));
        assertThat(call.purpose()).isEqualTo(Purpose.ESCALATE);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "a").calling().call()).isNotEqualTo(asked);
    }

    @Test
    void shouldKnowTheCallThatAskedAboutAnEarlierRung() {
        given.rungs.add(Given.withApproval(
                Given.rung("replace", Given.probe("/ill"), Given.byProbe(), Given.step("restart")),
                approval(1, OnTimeout.ESCALATE)));
        Play play = asking();
        Command restart = command(play.apply(yes(play, "ann")));
        play.say(restart, OutcomeKind.CLAIMED);
        assertThat(command(play.say(restart, OutcomeKind.FAILED)).purpose()).isEqualTo(Purpose.CONFIRM);

        Incident looking = play.incident("stuck", "a");
        assertThat(looking.approval().rung()).isEqualTo("replace");
        // else an escalation would take it for a call that people have got already
        assertThat(looking.approval().call()).isEqualTo(looking.calling().call());
    }

    @Test
    void shouldAskNobodyInShadow() {
        given.mode = Policy.Mode.SHADOW;
        Play play = new Play(given.bundle());
        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SHADOW);
    }

    @Test
    void shouldCallAgainWhenNobodyAnswersAndTheFirstCallReachedNobody() {
        Play play = new Play(given.bundle());
        Command ask = command(play.detect("stuck", "a"));
        List<Command> calls = commands(play.after(10 * MINUTE).progress(play.now));
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(calls).extracting(Command::id).doesNotContain(ask.id());
        assertThat(calls)
                .extracting(Command::incident)
                .containsExactly(play.incident("stuck", "a").id());
    }
}
