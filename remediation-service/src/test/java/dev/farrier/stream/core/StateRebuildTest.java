package dev.farrier.stream.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.decide.Decider;
import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.StateRecord;
import dev.farrier.match.MatchListener;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.BundleActivated;
import dev.farrier.model.Tick;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.Usability;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.topology.ActivePolicies;
import dev.farrier.stream.topology.CompiledPolicies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateRebuildTest {
    private static final String POLICIES = """
        kind: Source
        metadata: {name: api}
        spec: {receiver: events, liveness: {expectEvery: 1m}}
        ---
        kind: Inventory
        metadata: {name: i}
        spec: {resources: [{name: h1, site: s}]}
        ---
        kind: RemediationPolicy
        metadata: {name: mend}
        spec:
          match: [{name: broken, sources: [api], matchers: [name=broken]}]
          detect: {each: {of: broken}, groupBy: [host]}
          target: {resource: '{group.host}'}
          escalate: [{process: {argv: ['true']}}]
          remediate: [{name: restart, risk: harmless, steps: [{process: {argv: ['true']}}]}]
          clears: {quietFor: 1m}
        """;

    private final Set<String> kept = new HashSet<>(Set.of("c1", "c2"));
    private boolean undecided;
    private final ActivePolicies policies = new CompiledPolicies(new AtHand(), MatchListener.NONE);

    private final class AtHand implements Bundles {
        @Override
        public Bundle bundle(String commit) {
            if (!kept.contains(commit)) {
                throw new UnknownCommitException(commit);
            }
            return Objects.requireNonNull(PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", POLICIES)), commit)
                    .bundle());
        }

        @Override
        public Usability usability(String commit) {
            if (kept.contains(commit)) {
                return Bundles.super.usability(commit);
            }
            return new Usability(
                    undecided ? Usability.Availability.UNDECIDED : Usability.Availability.UNKNOWN, "not kept");
        }
    }

    private static Detection detection(String commit) {
        return new Detection("mend", commit, Labels.of("host", "h1"), 3_000, 1, List.of("api"), "it", List.of(), 0);
    }

    private Collection<StateRecord> fold(DeciderInput... inputs) {
        return rebuild(inputs).fold();
    }

    private StateRebuild rebuild(DeciderInput... inputs) {
        return new StateRebuild(
                (from, to) -> {
                    for (int i = (int) from; i < inputs.length; i++) {
                        to.accept(i, 1_000L * (i + 1), inputs[i]);
                    }
                },
                policies,
                DeciderSettings.DEFAULT);
    }

    @Test
    void shouldBeEmptyWhenNothingWasApplied() {
        assertThat(fold()).isEmpty();
    }

    @Test
    void shouldBeTheStateAfterAllInputs() {
        DeciderInput[] inputs = {
            new BundleActivated("c1"),
            new BundleUsable("c1"),
            detection("c1"),
            new OperatorInput.Halt(false, "ann", "drill"),
            new Tick()
        };
        DeciderState state = new DeciderState();
        Decider decider = new Decider(policies, state, DeciderSettings.DEFAULT);
        for (int i = 0; i < inputs.length; i++) {
            decider.apply(1_000L * (i + 1), inputs[i]);
        }

        assertThat(fold(inputs)).containsExactlyElementsOf(state.records());
        assertThat(DeciderState.restore(fold(inputs)).openIncidents()).hasSize(1);
    }

    @Test
    void shouldForgetOnlyWhatWasDecidedUnderPoliciesThatNobodyKeeps() {
        kept.remove("c1");

        DeciderState state = DeciderState.restore(fold(
                new BundleActivated("c1"),
                new BundleUsable("c1"),
                detection("c1"),
                new OperatorInput.Halt(false, "ann", "drill"),
                new BundleActivated("c2"),
                new BundleUsable("c2"),
                detection("c2")));

        assertThat(state.openIncidents())
                .singleElement()
                .satisfies(incident -> assertThat(incident.commit()).isEqualTo("c2"));
        assertThat(state.halts()).hasSize(1);
    }

    @Test
    void shouldNotGoOnWithoutPoliciesThatMayStillArrive() {
        kept.remove("c1");
        undecided = true;

        assertThatThrownBy(() -> fold(new BundleActivated("c1"), new BundleUsable("c1")))
                .isInstanceOf(UnknownCommitException.class);
    }

    @Test
    void shouldGoOnWhereItWasInterrupted() {
        DeciderInput[] inputs = {new BundleActivated("c1"), new BundleUsable("c1"), detection("c1"), new Tick()};
        List<Long> read = new ArrayList<>();
        StateRebuild rebuild = new StateRebuild(
                (from, to) -> {
                    for (int i = (int) from; i < inputs.length; i++) {
                        if (i == 2 && !read.contains(2L)) {
                            read.add(2L);
                            throw new IllegalStateException("Kafka is away");
                        }
                        read.add((long) i);
                        to.accept(i, 1_000L * (i + 1), inputs[i]);
                    }
                },
                policies,
                DeciderSettings.DEFAULT);

        assertThatThrownBy(rebuild::fold).hasMessage("Kafka is away");
        assertThat(rebuild.fold()).isEqualTo(fold(inputs));
        assertThat(read).containsExactly(0L, 1L, 2L, 2L, 3L);

        rebuild.forget();
        assertThat(rebuild.fold()).isEqualTo(fold(inputs));
    }
}
