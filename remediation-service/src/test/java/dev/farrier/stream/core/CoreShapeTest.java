package dev.farrier.stream.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.match.MatchListener;
import dev.farrier.stream.Topics;
import dev.farrier.stream.topology.CompiledPolicies;
import dev.farrier.stream.topology.StageListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/**
 * The shape is pinned: names of nodes and stores are names of changelogs and of state on disk, and a change of them loses
 * state. Whoever must change them writes a migration and says so in the CHANGELOG.
 */
class CoreShapeTest {
    private final Topics topics = Topics.withDefaultPrefix();
    private final CompiledPolicies policies = new CompiledPolicies(
            commit -> {
                throw new IllegalStateException(commit);
            },
            MatchListener.NONE);

    @Test
    void shouldKeepItsShape() throws IOException {
        Topology topology = CoreTopology.build(
                topics,
                TestCore.detect(policies, 4),
                new DecideProcessor.DecideContext(
                        policies,
                        topics,
                        DeciderSettings.DEFAULT,
                        List.of(),
                        TestCore.UNSIGNED,
                        StageListener.NONE,
                        new StateRebuild(StateRebuild.AppliedInputs.NONE, policies, DeciderSettings.DEFAULT)),
                topic -> {});

        try (InputStream in = Objects.requireNonNull(CoreShapeTest.class.getResourceAsStream("/topology/core.txt"))) {
            String pinned = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(topology.describe().toString()).isEqualToIgnoringWhitespace(pinned);
        }
    }
}
