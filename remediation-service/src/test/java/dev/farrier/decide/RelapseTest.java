package dev.farrier.decide;

import static dev.farrier.decide.Play.audits;
import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.guard.EffectGuard.EffectLimit;
import dev.farrier.decide.state.BreakerRecord.FinishedRun;
import dev.farrier.decide.state.BreakerRecord.Heals;
import dev.farrier.decide.state.BreakerRecord.PolicyRuns;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.IncidentRecord.ClosedIncident;
import dev.farrier.decide.state.IncidentRecord.HealedIncident;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.Policy.Recurrence;
import dev.farrier.policy.Policy.Recurring;
import dev.farrier.policy.Rung.Verify;
import dev.farrier.policy.storm.StormLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A symptom that returns soon after its incident was healed: the same incident goes on with the next rung. */
class RelapseTest {
    private static final long RELAPSE = Duration.ofMinutes(10).toMillis();

    private final Given given = new Given();
    private int edits = 1;

    @BeforeEach
    void twoRungs() {
        given.relapse = Duration.ofMillis(RELAPSE);
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
    }

    private Play play() {
        return new Play(given.bundle());
    }

    /** Its first rung helps. */
    private static Incident heal(Play play) {
        return heal(play, command(play.detect("stuck", "a")));
    }

    /** This command and the probe after it succeed. */
    private static Incident heal(Play play, Command step) {
        play.run(command(play.run(step)));
        Incident healed = play.incident("stuck", "a");
        assertThat(healed.state()).isEqualTo(IncidentState.RESOLVED);
        return healed;
    }

    private static List<Effect> backAfter(Play play, long millis) {
        play.now += millis;
        return play.detect("stuck", "a");
    }

    private static List<String> rungs(List<Effect> effects) {
        return commands(effects).stream().map(Command::rung).toList();
    }

    private static boolean hasRelapsed(Play play, Incident healed) {
        Incident now = play.state.openIncident("stuck", Labels.of("host", "a"));
        return now != null && now.id().equals(healed.id()) && now.relapses() > healed.relapses();
    }

    private void use(Play play, Bundle bundle) {
        String commit = "e" + ++edits;
        play.newer = Given.withCommit(commit, bundle);
        play.apply(new OperatorInput.BundleActivated(commit));
        play.apply(new BundleUsable(commit));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "60000, true", "599999, true", "600000, false", "600001, false", "86400000, false"})
    void shouldBeTheSameIncidentWhenItIsBackInTime(long after, boolean relapse) {
        given.cooldown = Duration.ZERO;
        Play play = play();
        Incident healed = heal(play);

        List<Effect> effects = backAfter(play, after);

        assertThat(hasRelapsed(play, healed)).isEqualTo(relapse);
        assertThat(rungs(effects)).containsExactly(relapse ? "replace" : "restart");
    }

    @Test
    void shouldNotCoolDownBeforeTheNextRung() {
        given.cooldown = Duration.ofHours(1);
        Play play = play();
        heal(play);

        assertThat(rungs(backAfter(play, 1_000))).containsExactly("replace");
    }

    @Test
    void shouldSayWhatHappened() {
        Play play = play();
        Incident healed = heal(play);

        List<Effect> effects = backAfter(play, 60_000);

        Incident relapsed = play.incident("stuck", "a");
        String report = "healed at " + Instant.ofEpochMilli(healed.closedAt()) + " by rung restart, and back at "
                + Instant.ofEpochMilli(play.now) + ": 5 matches";
        assertThat(relapsed.problemReport()).isEqualTo(report);
        assertThat(relapsed)
                .returns(healed.openedAt(), Incident::openedAt)
                .returns(0L, Incident::closedAt)
                .returns(1, Incident::relapses)
                .returns(play.now, Incident::relapsedAt);
        assertThat(audits(effects))
                .filteredOn(audit -> audit.reason() == Reason.RELAPSED)
                .singleElement()
                .satisfies(audit -> {
                    assertThat(audit.kind()).isEqualTo(AuditKind.STATE);
                    assertThat(audit.state()).isEqualTo(IncidentState.OPEN);
                    assertThat(audit.incident()).isEqualTo(healed.id());
                    assertThat(audit.detail()).isEqualTo(report);
                });
        assertThat(commands(play.effects).stream().map(Command::id)).doesNotHaveDuplicates();
    }

    @Test
    void shouldCallAPersonWhenNoRungIsLeft() {
        Play play = play();
        heal(play);
        Incident twice = heal(play, command(backAfter(play, 1_000)));
        assertThat(twice.relapses()).isEqualTo(1);

        List<Effect> effects = backAfter(play, 1_000);

        Incident called = play.incident("stuck", "a");
        assertThat(called.id()).isEqualTo(twice.id());
        assertThat(called.state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(called.reason()).isEqualTo(Reason.RUNGS_USED_UP);
        assertThat(called.relapses()).isEqualTo(2);
        assertThat(called.problemReport()).contains("by rung replace", "before: healed at", "by rung restart");
        assertThat(rungs(effects)).as("only the call").containsExactly("");
    }

    /** Its tombstone would else be written while it is open. */
    @Test
    void shouldKeepTheIncidentInItsTopic() {
        Play play = play();
        Incident healed = heal(play);
        String tombstone = ClosedIncident.key(healed.id());
        assertThat(play.state.get(tombstone, ClosedIncident.class)).isNotNull();

        Command replace = command(backAfter(play, 1_000));
        assertThat(play.state.get(tombstone, ClosedIncident.class)).isNull();

        heal(play, replace);
        assertThat(play.state.get(tombstone, ClosedIncident.class).wakeAt())
                .isEqualTo(play.now + Duration.ofDays(30).toMillis());
    }

    @Test
    void shouldForgetTheIncidentWhenTheTimeIsOver() {
        Play play = play();
        heal(play);
        assertThat(healed(play)).isNotNull();

        play.now += RELAPSE;
        play.tick();

        assertThat(healed(play)).isNull();
    }

    private static HealedIncident healed(Play play) {
        return play.state.get(HealedIncident.key("stuck", Labels.of("host", "a")), HealedIncident.class);
    }

    /** The run did not help after all, so the policy stops itself, and a person lets the relapse go on. */
    @Test
    void shouldCountAsARunThatDidNotHelp() {
        given.limits.put("effect", new EffectLimit(1, 0));
        Play play = play();
        Incident healed = heal(play);
        assertThat(runs(play)).containsExactly(new FinishedRun(healed.id(), true, healed.closedAt()));

        assertThat(commands(backAfter(play, 1_000))).isEmpty();
        assertThat(runs(play)).containsExactly(new FinishedRun(healed.id(), false, healed.closedAt()));
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.POLICY_STOPPED);

        List<Effect> effects = play.apply(new OperatorInput.Acknowledge("stuck", "ann", "mended"));
        assertThat(rungs(effects)).contains("replace");
    }

    private static List<FinishedRun> runs(Play play) {
        return play.state.get(PolicyRuns.key("stuck"), PolicyRuns.class).runs();
    }

    /** An incident that relapses is healed once, by the rung that helps in the end. */
    @Test
    void shouldCountAsOneHealInRecurrence() {
        given.recurrence = new Recurrence(2, Duration.ofHours(1), Recurring.PERSON);
        Play play = play();
        heal(play);
        Command replace = command(backAfter(play, 1_000));
        assertThat(play.state.get(Heals.key("stuck", "a"), Heals.class)).isNull();

        heal(play, replace);

        assertThat(play.state.get(Heals.key("stuck", "a"), Heals.class).heals())
                .singleElement()
                .satisfies(heal -> assertThat(heal.rung()).isEqualTo("replace"));
    }

    @Test
    void shouldNotRelapseWhatClearedItself() {
        Play play = play();
        play.apply(new OperatorInput.Halt("ann", "drill").at(play.now));
        play.detect("stuck", "a");
        play.after(2 * 60_000).progress(play.now, "a", play.now);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.CLEARED_ITSELF);

        assertThat(healed(play)).isNull();
    }

    @Test
    void shouldNotRelapseWhatAPersonCancelledOrWasCalledFor() {
        Play play = play();
        Command restart = command(play.detect("stuck", "a"));
        play.fail(command(play.fail(restart)));
        play.after(2 * 60_000).progress(play.now, "a", play.now);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.RESOLVED);
        assertThat(healed(play)).isNull();

        given.name = "other";
        Play other = play();
        Command step = command(other.detect("other", "a"));
        other.say(step, OutcomeKind.CLAIMED);
        other.apply(
                new OperatorInput.CancelIncident(other.incident("other", "a").id(), "ann", "mine"));
        other.say(step, OutcomeKind.CANCELLED);
        assertThat(other.state.get(HealedIncident.key("other", Labels.of("host", "a")), HealedIncident.class))
                .isNull();
    }

    @Test
    void shouldNotRelapseInShadow() {
        given.mode = Mode.SHADOW;
        Play play = play();
        play.detect("stuck", "a");
        play.after(2 * 60_000).progress(play.now, "a", play.now);

        assertThat(play.incident("stuck", "a").state().isOver()).isTrue();
        assertThat(healed(play)).isNull();
    }

    /** What the broken thing still says while the rung settles is no new symptom. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, true"})
    void shouldNotTakeAnEchoForARelapse(long afterSettle, boolean relapse) {
        Verify settles = new Verify(Given.byProbe(), Duration.ofMinutes(10), Duration.ofSeconds(30));
        given.rungs.set(0, Given.rung("restart", null, settles, Given.step("restart")));
        Play play = play();
        Incident healed = heal(play);
        long settled = healed.work().lastOutcomeAt() + 30_000;
        play.now = settled + 5_000;

        play.detect("stuck", "a", settled + afterSettle);

        assertThat(hasRelapsed(play, healed)).isEqualTo(relapse);
    }

    /** A firing after a resolved is a new one, also with the same start. */
    @Test
    void shouldRelapseWhenAnAlertFiresAgain() {
        given.clears = new Clearing.Resolved();
        Play play = play();
        long began = play.now - 60_000;
        Command restart = play.fires(began, began).getFirst();
        Incident healed = heal(play, restart);
        play.now += 30_000;

        assertThat(play.fires(began, began)).extracting(Command::rung).containsExactly("replace");
        assertThat(hasRelapsed(play, healed)).isTrue();
    }

    /** The firing that has relapsed, said again, is no further symptom. */
    @Test
    void shouldMergeRepeatsOfAlertsIntoARelapseThatAPersonWasCalledFor() {
        given.clears = new Clearing.Resolved();
        given.rungs.removeLast();
        Play play = play();
        Incident healed = heal(play, play.fires(play.now, play.now).getFirst());
        play.now += 30_000;
        long back = play.now - 10_000;
        play.fires(back, back);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);

        play.now += 30_000;
        play.fires(back, back);

        assertThat(play.incident("stuck", "a").id()).isEqualTo(healed.id());
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
    }

    @Test
    void shouldCloseARelapseThatClearsItself() {
        given.rate = new RateLimit(1, Duration.ofHours(1), List.of("target"));
        given.clears = new Clearing.QuietFor(Duration.ofMinutes(1));
        Play play = play();
        Incident healed = heal(play);
        assertThat(commands(backAfter(play, 1_000))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.RATE_LIMITED);

        play.after(2 * 60_000).progress(play.now, "a", play.now);

        assertThat(play.incident("stuck", "a").id()).isEqualTo(healed.id());
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.CLEARED_ITSELF);
        assertThat(healed(play)).isNull();
    }

    /** Another incident remediates the target while the relapse waits: then only a further match starts the stronger rung. */
    @Test
    void shouldWaitForNewEvidenceAfterAnotherRemediationOfTheTarget() {
        Policy stuck = given.policy();
        given.name = "other";
        given.relapse = Duration.ZERO;
        Play play = new Play(given.bundle(stuck, given.policy()));
        heal(play);
        play.now += 1_000;
        Command other = command(play.detect("other", "a"));
        assertThat(commands(backAfter(play, 1_000))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.TARGET_BUSY);
        play.now += 1_000;
        List<Effect> effects = play.run(command(play.run(other)));

        assertThat(commands(effects)).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
        assertThat(rungs(backAfter(play, 1_000))).containsExactly("replace");
    }

    @Test
    void shouldWaitForTheEndOfAHaltAndSurviveARestart() {
        Play play = play();
        Incident healed = heal(play);
        Play again = new Play(commit -> play.newer, DeciderState.restore(play.state.records()), play);
        again.apply(new OperatorInput.Halt("ann", "drill").at(again.now));

        assertThat(commands(backAfter(again, 1_000))).isEmpty();
        assertThat(hasRelapsed(again, healed)).isTrue();
        assertThat(again.incident("stuck", "a").reason()).isEqualTo(Reason.HALTED);
        again.now += 1_000;
        assertThat(rungs(again.apply(new OperatorInput.Resume("ann", "over", again.now))))
                .containsExactly("replace");
    }

    /** Many relapses at once probably have one cause, and each would start a stronger rung. */
    @Test
    void shouldCountAsANewIncidentInAStorm() {
        given.limits.put("storm", new StormLimit(1, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        Play play = play();
        heal(play);
        play.now += 70_000;
        play.run(command(play.run(command(play.detect("stuck", "b")))));
        play.now += 70_000;

        assertThat(rungs(play.detect("stuck", "b"))).containsExactly("replace");
        assertThat(commands(backAfter(play, 1_000))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.STORM);
    }

    @Test
    void shouldGoOnUnderItsOwnCommit() {
        Play play = play();
        Incident healed = heal(play);
        given.rungs.add(0, Given.rung("kick", null, Given.byProbe(), Given.step("restart")));
        use(play, given.bundle());
        assertThat(play.decider.inUse()).contains(Given.COMMIT);

        assertThat(rungs(backAfter(play, 1_000))).containsExactly("replace");
        assertThat(play.incident("stuck", "a").commit()).isEqualTo(healed.commit());
    }

    @Test
    void shouldLetGoOfItsCommitWhenTheTimeIsOver() {
        Play play = play();
        heal(play);
        use(play, given.bundle());
        play.now += RELAPSE;
        play.tick();

        assertThat(play.decider.inUse()).doesNotContain(Given.COMMIT);
    }

    @Test
    void shouldNotRelapseWhenThePolicyIsGoneOrOffOrInShadowOrHasAnotherDetector() {
        Play gone = play();
        heal(gone);
        given.name = "other";
        use(gone, given.bundle());
        assertThat(commands(backAfter(gone, 1_000))).isEmpty();
        assertThat(gone.state.openIncidents()).isEmpty();
        given.name = "stuck";

        Play shadow = play();
        Incident healed = heal(shadow);
        given.mode = Mode.SHADOW;
        use(shadow, given.bundle());
        assertThat(commands(backAfter(shadow, 1_000))).isEmpty();
        assertThat(hasRelapsed(shadow, healed)).isFalse();
        given.mode = Mode.ENFORCE;

        Play edited = play();
        healed = heal(edited);
        use(edited, given.bundle(given.policy().withDetectorHash("another")));
        backAfter(edited, 1_000);
        assertThat(hasRelapsed(edited, healed)).isFalse();

        Play without = play();
        healed = heal(without);
        given.relapse = Duration.ZERO;
        use(without, given.bundle());
        backAfter(without, 1_000);
        assertThat(hasRelapsed(without, healed)).isFalse();
    }

    /** Nothing could go on under it, and nobody is called for a commit under which nothing is open. */
    @Test
    void shouldForgetIncidentsWhosePoliciesCannotBeUsedAnyMore() {
        Play play = play();
        Incident healed = heal(play);
        use(play, given.bundle());
        play.apply(new BundleRefused(Given.COMMIT, "no such detector"));

        assertThat(healed(play)).isNull();
        assertThat(play.state.openIncidents()).isEmpty();
        backAfter(play, 1_000);
        assertThat(hasRelapsed(play, healed)).isFalse();
    }

    @Test
    void shouldAuditTheRepeatsOfEachTimeByThemselves() {
        Play play = play();
        Command restart = command(play.detect("stuck", "a"));
        play.detect("stuck", "a");
        play.detect("stuck", "a");
        heal(play, restart);
        Command replace = command(backAfter(play, 1_000));
        play.detect("stuck", "a");
        heal(play, replace);

        assertThat(audits(play.effects))
                .filteredOn(audit -> audit.kind() == AuditKind.REPEAT)
                .extracting(AuditRecord::count)
                .containsExactly(2L, 1L);
    }

    @Test
    void shouldKeepOneRecordForEachIncidentThatWasHealed() {
        given.cooldown = Duration.ZERO;
        Play play = play();
        for (int i = 0; i < 5; i++) {
            heal(play);
            play.now += RELAPSE;
        }
        TreeMap<String, Integer> kinds = new TreeMap<>();
        play.state.records().forEach(one -> kinds.merge(one.getClass().getSimpleName(), 1, Integer::sum));

        assertThat(kinds).containsEntry("HealedIncident", 1);
    }
}
