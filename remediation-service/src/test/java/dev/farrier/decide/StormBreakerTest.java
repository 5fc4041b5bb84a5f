package dev.farrier.decide;

import static dev.farrier.decide.Play.audits;
import static dev.farrier.decide.Play.command;
import static dev.farrier.decide.Play.commands;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.BreakerRecord.StormScope;
import dev.farrier.decide.state.BreakerRecord.StormState;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.storm.StormBreaker;
import dev.farrier.policy.storm.StormBreaker.Scope;
import dev.farrier.policy.storm.StormLimit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** So many new incidents are a storm: nothing more is started, and a person is called once. */
class StormBreakerTest {
    private static final int HOSTS = 60;
    private static final long PER = 60_000;
    private static final long CALM = 120_000;
    private static final StormScope STUCK = StormScope.ofPolicy("stuck", false);
    private static final StormScope FLEET = new StormScope("", "fleet", "", false);

    private final Given given = new Given();
    private int host;

    private static StormLimit limit(int max) {
        return new StormLimit(max, Duration.ofMillis(PER), Duration.ofMillis(CALM));
    }

    private Play play(int max) {
        given.limits.put("storm", limit(max));
        return new Play(given.manyHosts(HOSTS, given.policy()));
    }

    /** Two policies; a breaker of both. */
    private Play fleet(int max, Scope by) {
        given.storms.put("fleet", new StormBreaker("fleet", limit(max), by));
        Policy stuck = given.policy();
        given.name = "other";
        return new Play(given.manyHosts(HOSTS, stuck, given.policy()));
    }

    /** New incidents, each on a host of its own. */
    private List<Effect> storm(Play play, String policy, int count) {
        int from = play.effects.size();
        for (int i = 0; i < count; i++) {
            play.detect(policy, "h" + host++);
        }
        return List.copyOf(play.effects.subList(from, play.effects.size()));
    }

    private static StormState state(Play play, StormScope scope) {
        return play.state.get(StormState.key(scope), StormState.class);
    }

    private static boolean hasTripped(Play play, StormScope scope) {
        StormState storm = state(play, scope);
        return storm != null && storm.hasTripped();
    }

    private static Incident alarm(Play play, StormScope scope) {
        return play.state.openAlarm(Labels.of(AlarmGroup.STORM, scope.name()));
    }

    private static Bundle edited(Bundle bundle) {
        return Given.withCommit("c2", bundle);
    }

    private static void activate(Play play, Bundle bundle) {
        play.newer = edited(bundle);
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));
    }

    private static OperatorInput acknowledge() {
        return new OperatorInput.Acknowledge("stuck", "ann", "switch replaced");
    }

    @Test
    void shouldHoldARungThatWasLetThroughBeforeAndHasOnlyConfirmed() {
        given.rungs.set(0, Given.rung("restart", Given.probe("/stuck"), Given.byProbe(), Given.step("restart")));
        Play play = play(1);
        Command confirms = Play.command(play.detect("stuck", "h0"));
        play.detect("stuck", "h1");
        assertThat(hasTripped(play, STUCK)).isTrue();

        assertThat(commands(play.run(confirms))).isEmpty();
        assertThat(play.incident("stuck", "h0").reason()).isEqualTo(Reason.STORM);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0,                      false",
        "1, 0 0,                    true",
        "1, 0 59999,                true",
        "1, 0 60000,                false",
        "2, 0 0 59999,              true",
        "2, 0 0 60000,              false",
        "2, 0 1 60000,              false",
        "2, 0 1 60000 60000,        true",
        "3, 0 30000 60000 90000,    false",
        "3, 0 30001 60000 90000 90000, true",
    })
    void shouldTripWhenMoreAreOpenedInAWindow(int max, String openings, boolean tripped) {
        Play play = play(max);
        long start = play.now;
        for (String at : openings.split(" ")) {
            play.after(start + Long.parseLong(at) - play.now);
            assertThat(hasTripped(play, STUCK)).isFalse();
            storm(play, "stuck", 1);
        }

        assertThat(hasTripped(play, STUCK)).isEqualTo(tripped);
        assertThat(play.incident("stuck", "h" + (host - 1)).reason() == Reason.STORM)
                .isEqualTo(tripped);
    }

    @Test
    void shouldStartNothingMoreAndCallAPersonOnceWithAList() {
        Play play = play(20);

        List<Effect> effects = storm(play, "stuck", 50);
        play.after(10_000).tick();

        assertThat(commands(effects)).as("those before it was a storm").hasSize(20);
        Incident waiting = play.incident("stuck", "h20");
        assertThat(waiting.state()).isEqualTo(IncidentState.DEFERRED);
        assertThat(waiting.reason()).isEqualTo(Reason.STORM);
        assertThat(audits(effects))
                .filteredOn(audit ->
                        audit.reason() == Reason.STORM && audit.incident().equals(waiting.id()))
                .extracting(AuditRecord::detail)
                .first()
                .asString()
                .contains(
                        "21 new incidents of policy stuck within 1m, more than 20", "farrier policy acknowledge stuck");
        assertThat(alarm(play, STUCK).detection().because())
                .contains(
                        "21 new incidents of policy stuck within 1m, more than 20: h11 (",
                        "h20 (" + waiting.id() + ") and 11 more",
                        "until no new incident has come for 2m, or until: farrier policy acknowledge stuck");
        assertThat(play.effects.stream()
                        .filter(Effect.PublishIncident.class::isInstance)
                        .map(effect -> ((Effect.PublishIncident) effect).incident())
                        .filter(incident -> AlarmGroup.isAlarm(incident.group()))
                        .map(Incident::id)
                        .distinct())
                .as("one call, however many there are")
                .hasSize(1);
        assertThat(state(play, STUCK).openings())
                .as("a storm keeps nothing that grows")
                .isEmpty();
    }

    @Test
    void shouldLetARungEndAndHoldBackTheNextOne() {
        given.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Play play = play(1);
        Command first = command(play.detect("stuck", "h50"));
        storm(play, "stuck", 1);

        List<Effect> verifies = play.run(first);
        assertThat(commands(verifies)).as("the rung goes on").hasSize(1);
        assertThat(commands(play.fail(command(verifies))))
                .as("the next one waits")
                .isEmpty();
        assertThat(play.incident("stuck", "h50").reason()).isEqualTo(Reason.STORM);
        assertThat(commands(play.apply(acknowledge())))
                .extracting(Command::rung)
                .contains("replace");
    }

    @ParameterizedTest
    @CsvSource({
        "119999, 120000, false",
        "120000, 119999, false",
        "120000, 120000, true",
        "200000, 119999, false",
        "200000, 120000, true",
    })
    void shouldBeOverWhenNoneHasComeAndAllWasReadUpToThen(long passed, long read, boolean over) {
        Play play = play(1);
        storm(play, "stuck", 2);
        long last = play.now;
        play.after(passed);
        play.progress(last + read);
        play.tick();

        assertThat(hasTripped(play, STUCK)).isEqualTo(!over);
        assertThat(alarm(play, STUCK) == null).isEqualTo(over);
    }

    @Test
    void shouldGoOnWithWhatWaitsOnceItIsOver() {
        given.clears = new Clearing.QuietFor(Duration.ofMinutes(10));
        Play play = play(1);
        play.say(command(storm(play, "stuck", 4)), OutcomeKind.CLAIMED);
        long last = play.now;
        play.after(CALM);
        int from = play.effects.size();
        play.progress(last + CALM);
        play.tick();

        List<Effect> effects = play.effects.subList(from, play.effects.size());
        assertThat(commands(effects)).extracting(Command::target).contains("h1", "h2", "h3");
        assertThat(audits(effects))
                .filteredOn(audit -> audit.detail().contains("no new incident has come for 2m"))
                .extracting(AuditRecord::policy)
                .contains("stuck");
        storm(play, "stuck", 1);
        assertThat(hasTripped(play, STUCK)).as("it counts anew").isFalse();
        storm(play, "stuck", 1);
        assertThat(hasTripped(play, STUCK)).isTrue();
    }

    @Test
    void shouldLastWhileNewOnesCome() {
        Play play = play(1);
        storm(play, "stuck", 2);
        for (int i = 0; i < 5; i++) {
            play.after(CALM - 1);
            play.progress(play.now);
            storm(play, "stuck", 1);
        }
        long last = play.now;
        play.after(CALM - 1);
        play.progress(last + CALM - 1);
        assertThat(hasTripped(play, STUCK)).isTrue();

        play.after(1);
        play.progress(last + CALM);
        assertThat(hasTripped(play, STUCK)).isFalse();
    }

    @Test
    void shouldNotWaitForASourceThatHasStoodStillForAnHour() {
        Play play = play(1);
        storm(play, "stuck", 2);
        play.progress(play.now);
        long moved = play.now;

        play.after(Duration.ofMinutes(59).toMillis());
        assertThat(hasTripped(play, STUCK))
                .as("nobody knows what happened there")
                .isTrue();
        play.after(moved + Duration.ofMinutes(61).toMillis() - play.now).tick();

        assertThat(hasTripped(play, STUCK)).isFalse();
    }

    @Test
    void shouldNotTakeAnOutageOfItsOwnForCalm() {
        Play play = play(1);
        storm(play, "stuck", 2);
        play.progress(play.now);
        play.now += Duration.ofHours(3).toMillis();
        play.tick();
        play.after(10_000).tick();

        assertThat(hasTripped(play, STUCK)).isTrue();
    }

    @Test
    void shouldGoOnWhenAPersonSaysSo() {
        Play play = play(2);
        storm(play, "stuck", 3);
        play.after(1_000).tick();
        Incident called = alarm(play, STUCK);

        List<Effect> effects = play.apply(acknowledge());

        assertThat(commands(effects)).extracting(Command::target).contains("h2");
        assertThat(audits(effects))
                .filteredOn(audit -> audit.reason() == Reason.ACKNOWLEDGED)
                .singleElement()
                .satisfies(audit -> {
                    assertThat(audit.policy()).isEqualTo("stuck");
                    assertThat(audit.detail()).contains("may act again", "ann: switch replaced");
                });
        assertThat(play.state.incident(called.id())).as("the alarm is over").isNull();
        storm(play, "stuck", 2);
        assertThat(hasTripped(play, STUCK)).as("the count starts anew").isFalse();
        storm(play, "stuck", 1);
        play.after(1_000).tick();
        assertThat(alarm(play, STUCK).id()).as("a storm of its own").isNotEqualTo(called.id());
    }

    @Test
    void shouldStopAllPoliciesTogether() {
        Play play = fleet(3, Scope.ALL);

        List<Effect> effects = storm(play, "stuck", 2);
        assertThat(commands(effects)).hasSize(2);
        effects = storm(play, "other", 2);
        play.after(1_000).tick();

        assertThat(commands(effects)).hasSize(1);
        assertThat(commands(storm(play, "stuck", 1))).isEmpty();
        assertThat(alarm(play, FLEET).detection().because())
                .contains("4 new incidents within 1m, more than 3", "farrier breakers acknowledge fleet");

        play.apply(new OperatorInput.AcknowledgeStorm("other", "ann", "wrong name"));
        assertThat(hasTripped(play, FLEET)).isTrue();
        effects = play.apply(new OperatorInput.AcknowledgeStorm("fleet", "ann", "switch replaced"));

        assertThat(commands(effects)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(audits(play.effects))
                .filteredOn(audit -> audit.reason() == Reason.ACKNOWLEDGED)
                .extracting(AuditRecord::detail)
                .containsExactly(
                        "storm breaker other has not tripped; acknowledged by ann: wrong name",
                        "storm breaker fleet lets start again; acknowledged by ann: switch replaced");
        assertThat(alarm(play, FLEET)).isNull();
    }

    @Test
    void shouldStopOneSiteAlone() {
        for (int i = 0; i < 3; i++) {
            given.sites.put("h" + i, "site-2");
        }
        Play play = fleet(2, Scope.SITE);
        storm(play, "stuck", 3);
        play.after(1_000).tick();

        assertThat(play.incident("stuck", "h2").reason()).isEqualTo(Reason.STORM);
        assertThat(alarm(play, new StormScope("", "fleet", "site-2", false))
                        .detection()
                        .because())
                .contains("at site site-2");
        assertThat(commands(play.detect("stuck", "h50"))).as("at another site").hasSize(1);
    }

    @Test
    void shouldCountRepeatsAndWhatAPersonRetriesAsNoNews() {
        Play play = play(2);
        storm(play, "stuck", 2);
        play.detect("stuck", "h0");
        play.detect("stuck", "h1");
        assertThat(hasTripped(play, STUCK)).isFalse();
        play.fail(command(List.of(play.effects.stream()
                .filter(Effect.SendCommand.class::isInstance)
                .findFirst()
                .orElseThrow())));
        Incident failed = play.incident("stuck", "h0");

        play.apply(new OperatorInput.CancelIncident(failed.id(), "ann", "again", Afterwards.RETRY, ""));

        assertThat(play.incident("stuck", "h0").id()).isNotEqualTo(failed.id());
        assertThat(hasTripped(play, STUCK)).isFalse();
    }

    @Test
    void shouldCountIncidentsInShadowApart() {
        given.storms.put("fleet", new StormBreaker("fleet", limit(2), Scope.ALL));
        Policy stuck = given.policy();
        given.name = "other";
        given.mode = Policy.Mode.SHADOW;
        Play play = new Play(given.manyHosts(HOSTS, stuck, given.policy()));

        storm(play, "other", 3);
        play.after(10_000).tick();

        assertThat(play.incident("other", "h1").reason()).isEqualTo(Reason.SHADOW);
        assertThat(play.incident("other", "h2").reason()).isEqualTo(Reason.STORM);
        assertThat(play.state.openIncidents()).as("nobody is called").noneMatch(Decider::isAlarm);
        assertThat(commands(storm(play, "stuck", 2))).as("the others go on").hasSize(2);
        assertThat(hasTripped(play, FLEET)).isFalse();
    }

    @Test
    void shouldLastThroughARestartAndAnEditOfItsLimit() {
        Play play = play(2);
        storm(play, "stuck", 3);
        long last = play.now;
        given.limits.put("storm", new StormLimit(50, Duration.ofMinutes(1), Duration.ofMinutes(3)));
        Bundle edited = edited(given.manyHosts(HOSTS, given.policy()));
        Play again = new Play(
                commit -> commit.equals("c2") ? edited : play.newer, DeciderState.restore(play.state.records()), play);
        activate(again, edited);

        assertThat(commands(storm(again, "stuck", 1))).isEmpty();
        again.after(last + CALM - again.now);
        again.progress(last + CALM);
        assertThat(hasTripped(again, STUCK))
                .as("the new limit wants a longer calm")
                .isTrue();
        again.after(60_000);
        again.progress(again.now);
        assertThat(hasTripped(again, STUCK)).isFalse();
    }

    @Test
    void shouldRememberWhatWasOpenedWhenALimitIsEdited() {
        Play play = play(50);
        storm(play, "stuck", 30);
        given.limits.put("storm", limit(30));

        activate(play, given.manyHosts(HOSTS, given.policy()));

        assertThat(hasTripped(play, STUCK))
                .as("judged when an incident is opened")
                .isFalse();
        storm(play, "stuck", 1);
        assertThat(hasTripped(play, STUCK)).isTrue();
    }

    @Test
    void shouldBeOverWhenItsBreakerIsRemoved() {
        Play play = play(2);
        storm(play, "stuck", 3);
        play.after(1_000).tick();
        given.limits.remove("storm");
        int from = play.effects.size();

        activate(play, given.manyHosts(HOSTS, given.policy()));

        assertThat(commands(play.effects.subList(from, play.effects.size())))
                .extracting(Command::target)
                .contains("h2");
        assertThat(alarm(play, STUCK)).isNull();
    }

    @Test
    void shouldBeOverWhenABreakerOfAllBecomesOneOfEachSite() {
        Play play = fleet(2, Scope.ALL);
        storm(play, "stuck", 3);
        given.storms.put("fleet", new StormBreaker("fleet", limit(2), Scope.SITE));

        activate(play, given.manyHosts(HOSTS, play.newer.policies().get("stuck")));

        assertThat(hasTripped(play, FLEET)).isFalse();
    }

    @Test
    void shouldCallLaterWhenNobodyCouldBeCalled() {
        given.escalate = List.of();
        Play play = play(1);
        storm(play, "stuck", 2);
        play.after(5_000).tick();
        assertThat(alarm(play, STUCK)).isNull();
        given.escalate = List.of(Given.step("page"));
        activate(play, given.manyHosts(HOSTS, given.policy()));
        play.after(2_000).tick();

        assertThat(alarm(play, STUCK)).isNotNull();
    }

    /** A person who closes the alarm has not said that it may go on, and is not called again. */
    @Test
    void shouldStayTrippedWhenTheAlarmIsClosed() {
        Play play = play(1);
        storm(play, "stuck", 2);
        play.after(1_000).tick();
        play.apply(new OperatorInput.CancelIncident(alarm(play, STUCK).id(), "ann", "seen"));
        play.after(5_000).tick();

        assertThat(commands(storm(play, "stuck", 1))).isEmpty();
        assertThat(alarm(play, STUCK)).isNull();
    }

    @Test
    void shouldKeepABoundedNumberOfOpeningsForADay() {
        StormState storm = StormState.none(STUCK);
        for (int i = 0; i < 1_200; i++) {
            storm = storm.opened("h (" + i + ")", i);
        }
        assertThat(storm.openings()).hasSize(1_001).endsWith(1_199L);
        assertThat(storm.newest()).hasSize(10);
        long day = Duration.ofDays(1).toMillis();
        assertThat(storm.opened("h", day + 1_198).openings()).containsExactly(1_199L, day + 1_198);
        assertThat(storm.wakeAt()).isEqualTo(1_199 + day);
    }

    @Test
    void shouldTripAtTheGreatestLimitToo() {
        StormState storm = StormState.none(STUCK);
        for (int i = 0; i <= StormLimit.GREATEST_MAX; i++) {
            storm = storm.opened("h (" + i + ")", 1);
        }

        assertThat(storm.openedAfter(0)).isGreaterThan(StormLimit.GREATEST_MAX);
    }

    @Test
    void shouldForgetWhatWasOpenedADayAgo() {
        Play play = play(5);
        storm(play, "stuck", 1);
        assertThat(state(play, STUCK)).isNotNull();
        play.now += Duration.ofDays(1).toMillis();
        play.tick();

        assertThat(state(play, STUCK)).isNull();
    }
}
