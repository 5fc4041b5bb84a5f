package dev.farrier.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.DeciderSettings;
import dev.farrier.match.MatchCounters;
import dev.farrier.stream.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/**
 * The shapes are pinned: names of nodes and stores are names of changelogs and of state on disk, and a change of them loses
 * state. Whoever must change them writes a migration and says so in the CHANGELOG.
 */
class ShapeTest {
    private final Topics topics = Topics.withDefaultPrefix();
    private final FollowedPolicies policies = new FollowedPolicies(
            commit -> {
                throw new IllegalStateException(commit);
            },
            MatchCounters.NONE);

    @Test
    void shouldKeepTheShapeOfCore() throws IOException {
        Topology core = CoreTopology.build(
                topics,
                new DetectProcessor.Deps(policies, 4, (what, policy) -> {}),
                new DecideProcessor.Deps(
                        policies, topics, DeciderSettings.DEFAULT, List.of(), Topologies.UNSIGNED, new EffectList()),
                topic -> {});

        assertThat(core.describe().toString()).isEqualToIgnoringWhitespace(pinned("core.txt"));
    }

    @Test
    void shouldKeepTheShapeOfIngest() throws IOException {
        Topology ingest = IngestTopology.build(
                topics,
                List.of("logs.edge", topics.events()),
                new IngestProcessor.Deps(
                        policies, topics.events(), Set.of(), () -> ReadProgress.NONE, new NoIngestMeter(), false));

        assertThat(ingest.describe().toString()).isEqualToIgnoringWhitespace(pinned("ingest.txt"));
    }

    private static String pinned(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ShapeTest.class.getResourceAsStream("/topology/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
