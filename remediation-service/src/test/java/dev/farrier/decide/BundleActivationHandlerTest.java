package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.IncidentRecord;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.UnknownCommitException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies come into force, or can't, or could and can't any more. What is not at hand throws: the fold must not ask for it. */
class BundleActivationHandlerTest {
    private static final String OLD = "c1";
    private static final String NEW = "c2";

    private final Map<String, Bundle> atHand = new HashMap<>();
    private final Bundles bundles = commit -> {
        Bundle bundle = atHand.get(commit);
        if (bundle == null) {
            throw new UnknownCommitException("bundle " + commit);
        }
        return bundle;
    };
    private Play play = begin();

    private Play begin() {
        atHand.put(OLD, new Given().bundle());
        return new Play(bundles, OLD);
    }

    private void ask(String commit) {
        play.apply(new OperatorInput.BundleActivated(commit));
    }

    private List<AuditRecord> refusals() {
        return Play.audits(play.effects).stream()
                .filter(audit -> audit.reason() == Reason.POLICIES_REFUSED)
                .toList();
    }

    /** As after a restart of a core that is another version. */
    private void restart() {
        play = new Play(bundles, DeciderState.restore(play.state.records()), play);
    }

    @Test
    void shouldStayUnderTheOldPoliciesUntilItIsKnownThatTheNewOnesCanBeUsed() {
        ask(NEW);
        assertThat(play.decider.activations()).containsExactly(Map.entry(NEW, ""));
        assertThat(Play.command(play.detect("stuck", "a")).commit()).isEqualTo(OLD);

        atHand.put(NEW, withCommit(NEW));
        play.apply(new BundleUsable(NEW));
        assertThat(play.decider.activations()).isEmpty();
        assertThat(Play.command(play.detect("stuck", "b")).commit()).isEqualTo(NEW);
    }

    private static Bundle withCommit(String commit) {
        Bundle same = new Given().bundle();
        return Given.withCommit(commit, same);
    }

    @Test
    void shouldRefuseWhatAnybodyAsksForAndGoOn() {
        ask("x");
        play.apply(new BundleRefused("x", "there is no such bundle"));
        play.apply(new BundleRefused("x", "there is no such bundle"));

        assertThat(refusals())
                .singleElement()
                .satisfies(audit -> assertThat(audit.detail())
                        .contains("policies of x are refused", "those of c1 stay in force", "there is no such bundle"));
        assertThat(Play.command(play.detect("stuck", "a")).commit()).isEqualTo(OLD);
        play.progress(play.now);

        // the ordinary way out
        atHand.put(NEW, withCommit(NEW));
        ask(NEW);
        play.apply(new BundleUsable(NEW));
        assertThat(play.decider.activations()).isEmpty();
        assertThat(Play.command(play.detect("stuck", "b")).commit()).isEqualTo(NEW);
    }

    @Test
    void shouldUseWhatANewerCoreCanUseWithoutBeingAskedAgain() {
        ask(NEW);
        play.apply(new BundleRefused(NEW, "unknown key"));
        restart();
        assertThat(play.decider.activations()).containsExactly(Map.entry(NEW, "unknown key"));

        atHand.put(NEW, withCommit(NEW));
        play.apply(new BundleUsable(NEW));
        assertThat(Play.command(play.detect("stuck", "a")).commit()).isEqualTo(NEW);
    }

    @Test
    void shouldForgetWhatWasRefusedWhenTheOldPoliciesAreAskedForAgain() {
        ask(NEW);
        play.apply(new BundleRefused(NEW, "unknown key"));
        ask(OLD);
        assertThat(play.decider.activations()).isEmpty();
        play.apply(new BundleUsable(NEW));
        assertThat(Play.command(play.detect("stuck", "a")).commit()).isEqualTo(OLD);
    }

    @Test
    void shouldNotGoBackToWhatWasAskedForBeforeTheOnesInForce() {
        atHand.put(NEW, withCommit(NEW));
        ask("c0");
        ask(NEW);
        play.apply(new BundleUsable(NEW));
        play.apply(new BundleUsable("c0"));
        assertThat(Play.command(play.detect("stuck", "a")).commit()).isEqualTo(NEW);
    }

    @Test
    void shouldNotBeFilledByWhoAsksForVeryMany() {
        ask(NEW);
        play.apply(new BundleRefused(NEW, "unknown key"));
        for (int i = 0; i < 1_000; i++) {
            ask("x" + i);
        }
        assertThat(play.decider.activations()).hasSizeLessThanOrEqualTo(100).containsKey("x999");
    }

    @Test
    void shouldActOnNothingUnderPoliciesThatItCannotUseAnyMoreAndSaySoOnce() {
        Command command = Play.command(play.detect("stuck", "a"));
        lose(OLD);

        assertThat(refusals())
                .hasSize(2)
                .allSatisfy(audit -> assertThat(audit.detail()).contains("can't be used"));
        assertThat(refusals()).extracting(AuditRecord::incident).containsExactly("", command.incident());
        assertThat(Play.commands(play.detect("stuck", "b"))).isEmpty();
        assertThat(Play.commands(play.after(600_000).tick())).isEmpty();
        assertThat(play.decider.unusable()).containsExactly(OLD);
        play.applyOnly(new BundleRefused(OLD, "again"));
        assertThat(refusals().stream().filter(audit -> audit.incident().equals(command.incident())))
                .hasSize(1);
    }

    private void lose(String commit) {
        atHand.remove(commit);
        restart();
        play.applyOnly(new BundleRefused(commit, "a key of a later version"));
    }

    @Test
    void shouldGoOnFromWhatWasSaidMeanwhileWhenTheyCanBeUsedAgain() {
        Command command = Play.command(play.detect("stuck", "a"));
        lose(OLD);
        play.say(command, OutcomeKind.CLAIMED);
        play.after(1_000).say(command, OutcomeKind.SUCCEEDED);
        play.after(3_600_000).tick();

        begin(OLD);
        List<Effect> effects = play.apply(new BundleUsable(OLD));
        assertThat(play.decider.unusable()).isEmpty();
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.VERIFYING);
        Command probe = Play.command(effects);
        play.run(probe);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.RESOLVED);
    }

    private void begin(String commit) {
        atHand.put(commit, withCommit(commit));
    }

    @Test
    void shouldEndWhatAPersonCancelsThoughItsPoliciesCannotBeUsed() {
        Command waiting = Play.command(play.detect("stuck", "a"));
        Command running = Play.command(play.detect("stuck", "b"));
        play.say(running, OutcomeKind.CLAIMED);
        lose(OLD);
        Command claimedMeanwhile = waiting;
        play.say(claimedMeanwhile, OutcomeKind.CLAIMED);

        cancel(waiting);
        play.say(waiting, OutcomeKind.CANCELLED);
        assertThat(play.incident("stuck", "a").state()).isEqualTo(IncidentState.CANCELLED);
        cancel(running);
        // its worker is dead: time alone ends it
        play.after(3_600_000).tick();
        assertThat(play.incident("stuck", "b").state()).isEqualTo(IncidentState.CANCELLED);
    }

    private void cancel(Command command) {
        play.apply(new OperatorInput.CancelIncident(command.incident(), "ann", ""));
    }

    @Test
    void shouldActUnderTheNextPoliciesWhileOldIncidentsStandStill() {
        Command old = Play.command(play.detect("stuck", "a"));
        lose(OLD);
        begin(NEW);
        ask(NEW);
        play.apply(new BundleUsable(NEW));
        assertThat(Play.command(play.detect("stuck", "b")).commit()).isEqualTo(NEW);
        assertThat(Play.commands(play.detect("stuck", "a"))).as("still open").isEmpty();
        cancel(old);
        assertThat(play.decider.unusable()).containsExactly(OLD);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNeverAskForPoliciesThatItCannotUseWhateverComes(long seed) {
        Random random = new Random(seed);
        String[] hosts = {"a", "b", "c"};
        List<Command> sent = new java.util.ArrayList<>();
        for (String host : hosts) {
            List<Command> commands = Play.commands(play.detect("stuck", host));
            sent.addAll(commands);
            if (random.nextBoolean()) {
                commands.forEach(command -> play.say(command, OutcomeKind.CLAIMED));
            }
            if (random.nextBoolean()) {
                commands.forEach(command -> sent.addAll(Play.commands(play.run(command))));
            }
        }
        lose(OLD);
        for (int i = 0; i < 300; i++) {
            play.after(random.nextInt(60_000));
            String host = hosts[random.nextInt(hosts.length)];
            Command command = sent.get(random.nextInt(sent.size()));
            List<Effect> effects = switch (random.nextInt(10)) {
                case 0 -> play.detect("stuck", host);
                case 1 -> play.evidence("stuck", host, play.now, random.nextBoolean() ? play.now : 0);
                case 2 -> play.progress(play.now, host, play.now);
                case 3 -> play.say(command, OutcomeKind.values()[random.nextInt(OutcomeKind.values().length)]);
                case 4 -> play.apply(new OperatorInput.Halt("ann", ""));
                case 5 -> play.apply(new OperatorInput.Resume("ann", ""));
                case 6 -> play.apply(new OperatorInput.SiteGone("site-1", "partitions"));
                case 7 -> play.apply(new OperatorInput.SiteSeen("site-1"));
                case 8 ->
                    random.nextInt(20) == 0
                            ? play.apply(new OperatorInput.CancelIncident(command.incident(), "ann", ""))
                            : play.tick();
                default -> play.tick();
            };
            assertThat(Play.commands(effects)).isEmpty();
        }
        begin(OLD);
        play.apply(new OperatorInput.Resume("ann", ""));
        play.apply(new OperatorInput.SiteSeen("site-1"));
        play.apply(new BundleUsable(OLD));
        play.after(60_000).tick();
        assertThat(play.state.records()).noneMatch(IncidentRecord.ParkedOutcome.class::isInstance);
    }
}
