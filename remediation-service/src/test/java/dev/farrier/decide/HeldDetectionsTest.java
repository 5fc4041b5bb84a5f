package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.BundleStateRecord.HeldDetection;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Detection;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput.BundleActivated;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Detect uses new policies as soon as they are published; the decider some seconds later. */
class HeldDetectionsTest {
    private static final String OLD = "c1";
    private static final String NEW = "c2";

    private final Play play = new Play(Map.of(OLD, bundle(OLD, "stuck"), NEW, bundle(NEW, "added"))::get, OLD);

    private static Bundle bundle(String commit, String policy) {
        Given given = new Given();
        given.name = policy;
        Bundle made = given.bundle();
        return Given.withCommit(commit, made);
    }

    private List<Effect> detectByNewPolicies(String policy) {
        return play.apply(new Detection(
                policy, NEW, Labels.of("host", "a"), play.now, 5, List.of("logs"), "5 matches", List.of(), 0));
    }

    private static List<Reason> ignored(List<Effect> effects) {
        return Play.audits(effects).stream()
                .filter(audit -> audit.kind() == AuditRecord.AuditKind.DECISION)
                .map(AuditRecord::reason)
                .toList();
    }

    @Test
    void shouldDecideWhatNewPoliciesFoundWhenTheyComeIntoForce() {
        play.apply(new BundleActivated(NEW));
        assertThat(Play.audits(detectByNewPolicies("added"))).isEmpty();
        assertThat(Play.audits(detectByNewPolicies("added"))).isEmpty();

        assertThat(Play.command(play.apply(new BundleUsable(NEW))).commit()).isEqualTo(NEW);
        assertThat(play.state.get(HeldDetection.key("added", Labels.of("host", "a")), HeldDetection.class))
                .isNull();
    }

    @Test
    void shouldDecideAtOnceWhatThePoliciesInForceKnow() {
        play.apply(new BundleActivated(NEW));
        assertThat(Play.command(detectByNewPolicies("stuck")).commit()).isEqualTo(OLD);
    }

    @Test
    void shouldIgnoreWithItsReasonWhatWasFoundByPoliciesThatAreRefused() {
        play.apply(new BundleActivated(NEW));
        detectByNewPolicies("added");
        assertThat(ignored(play.apply(new BundleRefused(NEW, "unknown key")))).containsExactly(Reason.POLICY_GONE);
    }

    @Test
    void shouldIgnoreWithItsReasonWhatWasFoundByPoliciesThatAreAskedForNoMore() {
        play.apply(new BundleActivated(NEW));
        detectByNewPolicies("added");
        assertThat(ignored(play.apply(new BundleActivated(OLD)))).containsExactly(Reason.POLICY_GONE);
    }

    @Test
    void shouldIgnoreAtOnceWhatWasFoundByPoliciesThatNobodyAskedFor() {
        assertThat(ignored(detectByNewPolicies("added"))).containsExactly(Reason.POLICY_GONE);
    }

    @Test
    void shouldHoldWhatIsFoundBeforeAnyPoliciesAreInForce() {
        Play first = new Play(Map.of(OLD, bundle(OLD, "stuck"))::get, new DeciderState(), play);
        first.applyOnly(new BundleActivated(OLD));
        assertThat(Play.audits(first.applyOnly(new Detection(
                        "stuck", OLD, Labels.of("host", "a"), first.now, 5, List.of("logs"), "it", List.of(), 0))))
                .isEmpty();
        first.applyOnly(new BundleUsable(OLD));
        assertThat(first.incident("stuck", "a").commit()).isEqualTo(OLD);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKnowWhetherTheSymptomEndedMeanwhile(boolean ended) {
        play.apply(new BundleActivated(NEW));
        detectByNewPolicies("added");
        play.evidence("added", "a", play.now, ended ? play.now + 1 : 0);
        play.apply(new BundleUsable(NEW));
        assertThat(play.incident("added", "a").symptom().clearedAt()).isEqualTo(ended ? play.now + 1 : 0);
    }

    @Test
    void shouldDecideByNewPoliciesWhatThoseInForceHaveSwitchedOff() {
        Given off = new Given();
        off.mode = Policy.Mode.OFF;
        Play mute = new Play(Map.of(OLD, off.bundle(), NEW, bundle(NEW, "stuck"))::get, OLD);
        mute.apply(new BundleActivated(NEW));
        mute.apply(
                new Detection("stuck", NEW, Labels.of("host", "a"), mute.now, 5, List.of("logs"), "it", List.of(), 0));
        mute.apply(new BundleUsable(NEW));
        assertThat(mute.incident("stuck", "a").state()).isEqualTo(IncidentState.REMEDIATING);
    }
}
