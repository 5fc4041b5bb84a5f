package dev.farrier.decide;

import static dev.farrier.decide.Play.audits;
import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.IncidentRecord;
import dev.farrier.detect.type.AbsenceDetector;
import dev.farrier.detect.type.SustainedDetector;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.RecoveryCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeciderTest {
    private final Given given = new Given();

    @Test
    void shouldRunTheFirstRungThenVerifyThenResolve() {
        Play play = new Play(given.bundle());

        Command restart = command(play.detect("stuck", "a"));
        assertThat(restart.purpose()).isEqualTo(Purpose.STEP);
        assertThat(restart.target()).isEqualTo("a");
        Command verify = command(play.after(1000).run(restart));
        assertThat(verify.purpose()).isEqualTo(Purpose.VERIFY);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.VERIFYING);
        play.after(1000).run(verify);

        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.RESOLVED);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.VERIFIED);
        assertThat(play.state.openIncidents()).isEmpty();
    }

    @Test
    void shouldTryTheNextRungWhenTheFirstDidNotHelpAndThenCallAPerson() {
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = new Play(given.bundle());

        Command verify = command(play.run(command(play.detect("stuck", "a"))));
        Command replace = command(play.fail(verify));
        assertThat(replace.rung()).isEqualTo("replace");
        Command page = command(play.fail(command(play.run(replace))));

        assertThat(page.purpose()).isEqualTo(Purpose.ESCALATE);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.RUNGS_USED_UP);
    }

    @Test
    void shouldAbsorbRepeatsIntoTheOpenIncident() {
        Play play = new Play(given.bundle());
        play.detect("stuck", "a");

        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        assertThat(play.incident("stuck", "a").repeats()).isEqualTo(1);
    }

    @Test
    void shouldDeferWhenTargetIsBusyAndGoOnWhenItIsFreeAndStillSick() {
        Play play = playOfTwo(new Given());

        List<Effect> end = play.run(command(play.run(play.busyWith("stuck", "a", "other"))));
        assertThat(commands(end)).as("mended by the first?").isEmpty();
        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);

        long freed = play.now;
        play.after(1_000).evidence("other", "a", freed, 0);
        assertThat(commands(play.progress(play.now))).isEmpty();
        assertThat(command(play.evidence("other", "a", freed + 1, 0)).policy()).isEqualTo("other");
    }

    @Test
    void shouldLeaveTheTargetAloneWhenTheFirstHasMendedWhatTheSecondWaitedFor() {
        Given other = new Given();
        other.clears = new Clearing.ClearingEvent(Set.of("up"));
        Play play = playOfTwo(other);
        play.run(command(play.run(play.busyWith("stuck", "a", "other"))));

        List<Effect> effects = play.after(1_000).evidence("other", "a", Play.START, play.now);

        assertThat(commands(effects)).isEmpty();
        assertThat(play.incident("other", "a").state()).isEqualTo(IncidentState.RESOLVED);
        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.CLEARED_ITSELF);
    }

    @Test
    void shouldGiveUpWaitingForEvidenceWhenWhatItKnowsHasBecomeOld() {
        Play play = playOfTwo(new Given());
        play.run(command(play.run(play.busyWith("stuck", "a", "other"))));

        play.after(5 * 60_000).progress(play.now);
        assertThat(play.incident("other", "a").state()).isEqualTo(IncidentState.DEFERRED);
        play.after(1).progress(play.now);
        assertThat(play.incident("other", "a").state()).isEqualTo(IncidentState.SUPPRESSED);
        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.STALE_EVENT);
    }

    @Test
    void shouldGiveAnAbsentOneItsFullTimeToSpeakWhenItsTargetIsFree() {
        Given other = new Given();
        other.detector = new AbsenceDetector(Set.of("m"), Duration.ofSeconds(30));
        other.clears = new Clearing.FreshEvent();
        Play play = playOfTwo(other);
        play.run(command(play.run(play.busyWith("stuck", "a", "other"))));
        long freed = play.now;

        assertThat(commands(play.after(40_000).progress(freed + 29_999, "b", freed + 30_000)))
                .isEmpty();
        assertThat(command(play.progress(freed + 30_000)).policy()).isEqualTo("other");
    }

    @Test
    void shouldNotTakeForStaleWhatLastsUntilAMatchEndsIt() {
        Play play = waitedSinceASustainedSymptom();
        play.read(play.now, "logs", "other");
        assertThat(command(play.apply(new OperatorInput.Resume("ann", "over"))).target())
                .isEqualTo("a");
    }

    /** What would have ended it may stand unread in there. */
    @Test
    void shouldWaitForTheSourceOfWhatWouldEndTheSymptom() {
        Play play = waitedSinceASustainedSymptom();
        play.read(play.now, "logs");
        play.apply(new OperatorInput.Resume("ann", "over"));
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SOURCE_STALE);

        List<Effect> read = play.read(play.now, "logs", "other");
        assertThat(command(read).target()).isEqualTo("a");
    }

    @Test
    void shouldNotActOnASymptomWhoseEndNobodyLooksForAnyMore() {
        Play play = waitedSinceASustainedSymptom();
        play.newer = new Given().bundle(new Policy[0]);
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));
        play.read(play.now, "logs", "other");
        assertThat(Play.commands(play.apply(new OperatorInput.Resume("ann", "over"))))
                .isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SOURCE_STALE);
    }

    @Test
    void shouldCallAPersonWhenNobodyCanTellWhetherTheRungHasHelped() {
        given.clears = new Clearing.ClearingEvent(Set.of("up"));
        given.clearsFrom = "other";
        given.rungs.set(
                0, Given.rung("restart", null, new RecoveryCheck.ByEvents(given.clears), Given.step("restart")));
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        play.after(600_000).read(play.now, "logs", "other");
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SOURCE_STALE);
    }

    /** Halted, with a symptom that lasts until the source {@code other} says so; 50 minutes later. */
    private Play waitedSinceASustainedSymptom() {
        given.detector = new SustainedDetector(Set.of("m"), Duration.ofSeconds(30));
        given.clears = new Clearing.ClearingEvent(Set.of("up"));
        given.clearsFrom = "other";
        Play play = new Play(given.bundle());
        play.apply(new OperatorInput.Halt("ann", "drill"));
        play.detect("stuck", "a", play.now);
        return play.after(3_000_000);
    }

    @Test
    void shouldNotTakeASourceThatHasDiedMeanwhileForEvidence() {
        Given other = new Given();
        other.detector = new AbsenceDetector(Set.of("m"), Duration.ofSeconds(30));
        other.clears = new Clearing.FreshEvent();
        Play play = playOfTwo(other);
        play.run(command(play.run(play.busyWith("stuck", "a", "other"))));
        long freed = play.now;

        assertThat(commands(play.after(40_000).progress(freed + 30_000, "b", freed + 29_999)))
                .isEmpty();
        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);

        play.progress(Play.START + 3_600_000 - 1);
        assertThat(play.incident("other", "a").state()).isEqualTo(IncidentState.DEFERRED);
        play.progress(Play.START + 3_600_000);
        assertThat(play.incident("other", "a").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.SOURCE_STALE);
    }

    @Test
    void shouldNotActOnOldNewsWhateverItHasWaitedFor() {
        Play play = playOfTwo(new Given());
        Command first = command(play.detect("stuck", "a"));
        play.apply(new OperatorInput.Halt("ann", "drill"));
        play.detect("other", "a");
        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.HALTED);
        play.apply(new OperatorInput.Resume("ann", "over"));
        long before = play.now;
        play.run(command(play.run(first)));

        assertThat(play.incident("other", "a").reason()).isEqualTo(Reason.AWAITING_EVIDENCE);
        // And what is told late of a time before the fix opens no new work either.
        play.after(1_000);
        assertThat(commands(play.detect("other", "a", before))).isEmpty();
    }

    private Play playOfTwo(Given other) {
        other.name = "other";
        return new Play(given.bundle(given.policy(), other.policy()));
    }

    @Test
    void shouldDeferDuringCooldownUntilItsLastMillisecond() {
        Play play = new Play(given.bundle());
        play.run(command(play.run(command(play.detect("stuck", "a")))));

        play.after(1000);
        assertThat(commands(play.detect("stuck", "a"))).isEmpty();
        assertThat(play.incident("stuck", "a").until())
                .isEqualTo(Play.START + Duration.ofMinutes(5).toMillis());
        play.after(Duration.ofMinutes(5).toMillis() - 1_001).progress(play.now);
        assertThat(commands(play.tick())).isEmpty();
        play.now++;
        assertThat(command(play.tick()).actionName()).isEqualTo("restart");
    }

    @Test
    void shouldNeverStartMoreRungsThanTheRateLimitAllows() {
        given.cooldown = Duration.ZERO;
        given.rate = new RateLimit(2, Duration.ofMinutes(10), List.of());
        Play play = new Play(given.bundle());
        play.run(command(play.run(command(play.detect("stuck", "a")))));
        play.run(command(play.run(command(play.after(60_000).detect("stuck", "b")))));

        assertThat(commands(play.after(1000).detect("stuck", "c"))).isEmpty();
        assertThat(play.incident("stuck", "c").reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(play.incident("stuck", "c").until()).isEqualTo(Play.START + 600_000);
        // It waited longer than an event stays fresh, so it must have been seen again meanwhile.
        play.after(Play.START + 600_000 - 1 - play.now).evidence("stuck", "c", play.now, 0);
        assertThat(commands(play.tick())).isEmpty();
        play.now++;
        assertThat(command(play.tick()).target()).isEqualTo("c");
    }

    @Test
    void shouldIgnoreAnUnknownTargetOnceAndCountTheRest() {
        Play play = new Play(given.bundle());

        assertThat(audits(play.detect("stuck", "nobody"))).singleElement().satisfies(audit -> {
            assertThat(audit.verdict()).isEqualTo(Verdict.IGNORE);
            assertThat(audit.reason()).isEqualTo(Reason.UNKNOWN_TARGET);
        });
        assertThat(audits(play.detect("stuck", "nobody"))).isEmpty();
        play.detect("stuck", "nobody");
        assertThat(audits(play.after(3_600_000).tick()))
                .singleElement()
                .satisfies(audit -> assertThat(audit.count()).isEqualTo(2));
    }

    @Test
    void shouldIgnoreAnEventOlderThanFiveMinutesButNotOneOfExactlyFive() {
        Play play = new Play(given.bundle());
        play.progress(play.now);
        long five = Duration.ofMinutes(5).toMillis();

        assertThat(commands(play.detect("stuck", "a", play.now - five - 1))).isEmpty();
        assertThat(commands(play.detect("stuck", "b", play.now - five))).hasSize(1);
    }

    @Test
    void shouldOnlyActOnWhatTheSourceMayTarget() {
        given.mayTarget.put("role", "database");
        Play play = new Play(given.bundle());

        assertThat(audits(play.detect("stuck", "a")).getFirst().reason()).isEqualTo(Reason.MAY_NOT_TARGET);
    }

    @Test
    void shouldEscalateWhenTheTargetsAttemptsAreUsedUp() {
        given.cooldown = Duration.ZERO;
        given.attempts = new RateLimit(1, Duration.ofDays(1), List.of("target"));
        Play play = new Play(given.bundle());
        play.run(command(play.run(command(play.detect("stuck", "a")))));

        Command page = command(play.after(1).detect("stuck", "a"));
        assertThat(page.purpose()).isEqualTo(Purpose.ESCALATE);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.ATTEMPTS_USED_UP);
    }

    /** All policies count the same attempts, each in a window of its own. */
    @Test
    void shouldCountAttemptsForAsLongAsAnyPolicyDoes() {
        given.cooldown = Duration.ZERO;
        given.attempts = new RateLimit(2, Duration.ofDays(20), List.of("target"));
        Policy stuck = given.policy();
        given.attempts = new RateLimit(100, Duration.ofDays(1), List.of("target"));
        given.name = "other";
        Play play = new Play(given.bundle(stuck, given.policy()));
        play.run(command(play.run(command(play.detect("stuck", "a")))));
        play.now += Duration.ofDays(8).toMillis();
        play.run(command(play.run(command(play.detect("other", "a")))));

        play.after(1).detect("stuck", "a");
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.ATTEMPTS_USED_UP);
    }

    @Test
    void shouldNotActOnWhatIsNotConfirmed() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/stuck"), Given.byProbe(), Given.step("restart")));
        Play play = new Play(given.bundle());
        Command confirm = command(play.detect("stuck", "a"));
        assertThat(confirm.purpose()).isEqualTo(Purpose.CONFIRM);
        play.say(confirm, OutcomeKind.CLAIMED);

        assertThat(commands(play.say(confirm, OutcomeKind.FAILED, 503, "answered 503")))
                .isEmpty();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.SUPPRESSED);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.NOT_CONFIRMED);
    }

    @Test
    void shouldPutDownHowWhatFailedEnded() {
        Play play = new Play(given.bundle());
        Command restart = command(play.detect("stuck", "a"));
        play.say(restart, OutcomeKind.CLAIMED);

        List<Effect> effects = play.apply(new Outcome(
                restart.id(),
                restart.incident(),
                restart.site(),
                restart.worker().toString(),
                OutcomeKind.FAILED,
                play.now,
                7,
                "x".repeat(1_000) + "\nno such\nunit\u001b\n",
                ""));

        assertThat(Play.audits(effects))
                .filteredOn(audit -> audit.kind() == AuditRecord.AuditKind.OUTCOME)
                .singleElement()
                .satisfies(audit -> assertThat(audit.detail())
                        .startsWith("failed (7) by " + restart.worker() + "; it printed: xxx")
                        .endsWith("x\\nno such\\nunit\\u001B")
                        .hasSizeBetween(500, 600));
    }

    @Test
    void shouldRetryAStepAfterItsBackoffAndThenRollBack() {
        given.rungs.set(
                0,
                Given.withRollback(
                        Given.rung(
                                "drain",
                                null,
                                Given.byProbe(),
                                Given.step("drain", 1, OnFailure.ROLLBACK, ""),
                                Given.step("restart")),
                        Given.step("undrain")));
        Play play = new Play(given.bundle());

        assertThat(commands(play.fail(command(play.detect("stuck", "a"))))).isEmpty();
        assertThat(commands(play.after(4_999).tick())).isEmpty();
        Command again = command(play.after(1).tick());
        assertThat(again.attempt()).isEqualTo(2);
        Command undrain = command(play.fail(again));
        assertThat(undrain.purpose()).isEqualTo(Purpose.ROLLBACK);
        assertThat(undrain.actionName()).isEqualTo("undrain");
        assertThat(command(play.run(undrain)).purpose()).isEqualTo(Purpose.ESCALATE);
    }

    @Test
    void shouldNotTakeAStepOfTheRungBeforeForOneOfThisRungThatEndedInTheSameMillisecond() {
        given.rungs.set(0, Given.rung("first", null, Given.byProbe(), Given.step("drain")));
        given.rungs.add(Given.rung(
                "second",
                null,
                Given.byProbe(),
                Given.step("restart", 0, OnFailure.NEXT_RUNG, "!steps.drain.succeeded")));
        Play play = new Play(given.bundle());

        Command next = command(play.fail(command(play.detect("stuck", "a"))));
        assertThat(next.rung()).isEqualTo("second");
        assertThat(next.step())
                .as("this rung has run no drain: the step is skipped")
                .isEqualTo("verify");
    }

    @Test
    void shouldSkipAStepWhoseConditionDoesNotHold() {
        given.rungs.set(
                0,
                Given.rung(
                        "drain",
                        null,
                        Given.byProbe(),
                        Given.step("drain"),
                        Given.step("undrain", 0, OnFailure.NEXT_RUNG, "!steps.drain.succeeded"),
                        Given.step("restart")));
        Play play = new Play(given.bundle());

        assertThat(command(play.run(command(play.detect("stuck", "a")))).actionName())
                .isEqualTo("restart");
    }

    @Test
    void shouldTakeBackWhatNobodyClaimsAndSendItAgainOnlyWhenThatClaimComesBackFirst() {
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));

        assertThat(play.after(4_999).tick()).isEmpty();
        List<Effect> revoking = play.after(1).tick();
        assertThat(commands(revoking)).isEmpty();
        assertThat(commands(play.comeBack(revoking)))
                .as("its worker has lost its credit")
                .isEmpty();
        play.after(4_000).progress(play.now);
        Command second = command(play.after(1_000).tick());
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.attempt()).isEqualTo(2);
    }

    @Test
    void shouldFollowAClaimThatOvertookTheRevocation() {
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));
        List<Effect> claim = List.of();
        // Unread claims lie on the log behind the timer: the claim carries its own append time.
        long appended = play.now;
        List<Effect> revoking = play.after(5_000).tick();
        claim = play.apply(new dev.farrier.model.Outcome(
                first.id(), first.incident(), first.site(), "w1#1", OutcomeKind.CLAIMED, appended, -1, "", ""));
        assertThat(commands(claim)).isEmpty();

        assertThat(commands(play.comeBack(revoking))).isEmpty();
        assertThat(command(play.say(first, OutcomeKind.SUCCEEDED)).purpose()).isEqualTo(Purpose.VERIFY);
    }

    @Test
    void shouldVoidAClaimAppendedAtStartBy() {
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));
        play.now = first.startBy();
        play.marking = false;

        play.say(first, OutcomeKind.CLAIMED);
        assertThat(play.incident("stuck", "a").work().active()).satisfies(active -> {
            assertThat(active).isNotNull();
            assertThat(active.worker()).isEmpty();
        });
    }

    @Test
    void shouldCallAPersonWhenAWorkerIsLostAndKeepTheTarget() {
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));
        play.say(first, OutcomeKind.CLAIMED);

        play.after(first.startBy() + first.maxRun() + 30_000 - 1 - play.now);
        assertThat(play.tick()).isEmpty();
        play.now++;
        assertThat(command(play.tick()).purpose()).isEqualTo(Purpose.ESCALATE);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.WORKER_LOST);
        assertThat(play.state.get(IncidentRecord.TargetLease.key("a"), IncidentRecord.TargetLease.class))
                .isNotNull();
    }

    @Test
    void shouldRunAnIdempotentActionAgainWhenItsWorkerIsLost() {
        given.onWorkerLoss = dev.farrier.model.OnWorkerLoss.RERUN;
        Play play = new Play(given.bundle());
        Command first = command(play.detect("stuck", "a"));
        play.say(first, OutcomeKind.CLAIMED);

        play.after(first.startBy() + first.maxRun() + 30_000 - play.now);
        assertThat(command(play.tick())).satisfies(again -> {
            assertThat(again.id()).isNotEqualTo(first.id());
            assertThat(again.actionName()).isEqualTo("restart");
        });
    }

    @Test
    void shouldTakeBackWhatAHaltedWorkerRefusesAndSendItAgainWhenResumed() {
        Play play = new Play(given.bundle());
        Command queued = command(play.detect("stuck", "a"));

        play.apply(new OperatorInput.Halt("ann", "fire drill"));
        assertThat(commands(play.refuse(queued, RefusalReason.HALTED))).isEmpty();
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.HALTED);
        assertThat(commands(play.after(6_000).detect("stuck", "b"))).isEmpty();
        play.progress(play.now);

        assertThat(commands(play.apply(new OperatorInput.Resume("ann", "over"))))
                .extracting(Command::target)
                .containsExactly("a", "b");
    }

    @Test
    void shouldNotBelieveSilenceOfASpeakerThatWasNotHeard() {
        given.rungs.set(0, Given.rung("restart", null, Given.byQuiet(), Given.step("restart")));
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        long quietUntil = play.now + 60_000;

        play.after(120_000);
        play.progress(play.now - 1000, "b", play.now - 1000);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.VERIFYING);
        play.progress(play.now - 1000, "a", quietUntil - 1);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.VERIFYING);
        play.progress(play.now - 1000, "a", quietUntil);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.RESOLVED);
    }

    @Test
    void shouldCallAPersonInsteadOfTheNextRungWhenTheSourceIsSilent() {
        given.rungs.set(0, Given.rung("restart", null, Given.byQuiet(), Given.step("restart")));
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));

        assertThat(command(play.after(600_000).progress(play.now)).purpose()).isEqualTo(Purpose.ESCALATE);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SOURCE_STALE);
    }

    @Test
    void shouldFailTheRungWhenTheDetectorFiresAgain() {
        given.rungs.set(0, Given.rung("restart", null, Given.byQuiet(), Given.step("restart")));
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));

        assertThat(command(play.after(1).detect("stuck", "a")).actionName()).isEqualTo("replace");
    }

    @Test
    void shouldBelieveResolvedOnlyWhenTheWatchdogFiredClearlyLater() {
        Play play = restartedThenResolved();
        long resolved = play.now;

        // maxLag is 10 s: exactly then is not later.
        play.after(20_000).progress(play.now, "a", resolved + 10_000);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.VERIFYING);
        play.progress(play.now, "a", resolved + 10_001);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.RESOLVED);
    }

    /** An alert whose rung has run, and that has resolved 10 s later. */
    private Play restartedThenResolved() {
        given.clears = new Clearing.Resolved();
        RecoveryCheck byResolved = new RecoveryCheck.ByEvents(given.clears);
        given.rungs.set(0, Given.rung("restart", null, byResolved, Given.step("restart")));
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        long resolved = play.after(10_000).now;
        play.evidence("stuck", "a", Play.START, resolved);
        return play;
    }

    @Test
    void shouldNotLetANewWatchdogVouchForAnOldResolved() {
        Play play = restartedThenResolved();
        long resolved = play.now;

        // Prometheus was away and Alertmanager has resolved by itself; the watchdog of a new Prometheus says nothing of
        // it.
        play.after(60_000).watchdog("a", play.now, resolved + 1);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.VERIFYING);

        play.after(600_000).watchdog("a", play.now, resolved + 1);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.ESCALATED);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.SOURCE_STALE);
    }

    @Test
    void shouldBelieveAWatchdogThatFiredAllTheTime() {
        Play play = restartedThenResolved();
        long resolved = play.now;

        play.after(60_000).watchdog("a", play.now, resolved);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.RESOLVED);
    }

    @Test
    void shouldResolveByItselfWhatClearedWhileItWaited() {
        given.detector = new AbsenceDetector(Set.of("m"), Duration.ofSeconds(30));
        given.clears = new Clearing.FreshEvent();
        Play play = new Play(given.bundle());
        play.apply(new OperatorInput.Halt("ann", "x"));
        play.detect("stuck", "a");

        play.evidence("stuck", "a", play.now + 1, play.now + 1);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.CLEARED_ITSELF);
        assertThat(commands(play.apply(new OperatorInput.Resume("ann", "y")))).isEmpty();
    }

    @Test
    void shouldOnlyRecordWhatAShadowPolicyWouldRun() {
        given.mode = Policy.Mode.SHADOW;
        Play play = new Play(given.bundle());

        List<Effect> effects = play.detect("stuck", "a");
        assertThat(commands(effects)).isEmpty();
        assertThat(audits(effects)).anySatisfy(audit -> {
            assertThat(audit.kind()).isEqualTo(dev.farrier.model.AuditRecord.AuditKind.WOULD_RUN);
            assertThat(audit.action()).isEqualTo("restart");
        });
        assertThat(play.state.get(IncidentRecord.TargetLease.key("a"), IncidentRecord.TargetLease.class))
                .isNull();
    }

    @Test
    void shouldEndACancelledIncidentOnlyWhenItsCommandHasEnded() {
        Play play = new Play(given.bundle());
        Command running = command(play.detect("stuck", "a"));
        play.say(running, OutcomeKind.CLAIMED);

        assertThat(play.apply(new OperatorInput.CancelIncident(running.incident(), "ann", "mine")))
                .anyMatch(effect -> effect instanceof Effect.SendControl);
        assertThat(play.state.openIncidents()).hasSize(1);
        play.say(running, OutcomeKind.CANCELLED);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.CANCELLED);
    }

    @Test
    void shouldTellAPersonOnceThatASourceOfAbsencesIsSilent() {
        given.detector = new AbsenceDetector(Set.of("m"), Duration.ofSeconds(30));
        given.clears = new Clearing.FreshEvent();
        Play play = new Play(given.bundle());
        play.progress(play.now - 1000, "a", play.now - 1000);
        int pages = 0;
        for (int second = 0; second < 120; second++) {
            List<Command> calls = commands(play.after(1000).progress(play.now - 1000));
            calls.forEach(play::run);
            pages += calls.size();
        }
        assertThat(pages).isEqualTo(1);
        play.progress(play.now, "a", play.now);
        assertThat(play.state.openIncidents()).isEmpty();
    }

    @Test
    void shouldNotBelieveSilenceOnceThePolicyLooksForSomethingElse() {
        given.rungs.set(0, Given.rung("restart", null, Given.byQuiet(), Given.step("restart")));
        Given edited = new Given();
        edited.groupBy = List.of("rack");
        Play play = new Play(given.bundle());
        play.run(command(play.detect("stuck", "a")));
        play.newer = edited.bundle();
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));

        play.after(120_000).progress(play.now, "a", play.now);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.VERIFYING);
    }

    @Test
    void shouldLookAfreshAtARungThatWasHeldBeforeItsFirstStep() {
        Play play = new Play(given.bundle());
        Command queued = command(play.detect("stuck", "a"));
        play.apply(new OperatorInput.Halt("ann", "fire drill"));
        play.refuse(queued, RefusalReason.HALTED);

        // Six hours later nobody knows whether it is still so.
        play.after(Duration.ofHours(6).toMillis());
        assertThat(commands(play.apply(new OperatorInput.Resume("ann", "over"))))
                .extracting(Command::purpose)
                .containsExactly(Purpose.ESCALATE);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.WAITED_TOO_LONG);
    }

    @Test
    void shouldGoOnCallingAPersonForAsLongAsNobodyWasReached() {
        given.rungs.clear();
        Play play = new Play(given.bundle());
        List<Effect> out = new ArrayList<>(play.detect("stuck", "a"));
        int calls = 0;
        for (int second = 0; second < 3_600; second++) {
            for (Command call : commands(out)) {
                calls++;
                play.fail(call);
            }
            out = play.after(1_000).tick();
        }
        assertThat(calls).isGreaterThan(10);
        assertThat(play.incident("stuck", "a").reason()).isEqualTo(Reason.RUNGS_USED_UP);
    }

    @Test
    void shouldNotLetASiteSpeakForAnother() {
        Play play = new Play(given.bundle());
        Command restart = command(play.detect("stuck", "a"));
        play.apply(new dev.farrier.model.Outcome(
                restart.id(), restart.incident(), "site-2", "w1", OutcomeKind.CLAIMED, play.now, -1, "", ""));

        assertThat(play.incident("stuck", "a").work().active()).satisfies(active -> {
            assertThat(active).isNotNull();
            assertThat(active.worker()).isEmpty();
        });
    }
}
