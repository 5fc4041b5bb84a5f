package dev.farrier.stream.topology;

import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.Ingest;
import dev.farrier.match.MatchIndex;
import dev.farrier.match.MatchListener;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Detector.Trigger;
import dev.farrier.policy.Policy;
import dev.farrier.policy.source.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A bundle compiled for the stream threads: sources by topic, and the match index over all policies. Immutable. */
public final class CompiledBundle implements AutoCloseable {
    private final Bundle bundle;
    private final MatchIndex index;
    private final Map<String, List<Ingest>> byTopic = new HashMap<>();
    private final Set<String> absences;

    /** Takes seconds for thousands of policies: never on a stream thread. */
    public CompiledBundle(Bundle bundle, MatchListener listener, PatternEngine engine, AvroDecoderFactory avro) {
        this.bundle = bundle;
        this.absences = bundle.policies().values().stream()
                .filter(policy -> policy.detector().trigger() == Trigger.SILENCE)
                .map(Policy::name)
                .collect(Collectors.toUnmodifiableSet());
        this.index = MatchIndex.compile(bundle, listener, engine);
        try {
            for (Source source : bundle.sources().values()) {
                if (source.origin() instanceof Source.Origin.TopicOrigin topic) {
                    byTopic.computeIfAbsent(topic.topic(), t -> new ArrayList<>())
                            .add(Ingest.of(source, avro));
                }
            }
        } catch (RuntimeException | Error e) {
            index.close();
            throw e;
        }
    }

    public Bundle bundle() {
        return bundle;
    }

    public MatchIndex index() {
        return index;
    }

    /** Whether only absence detectors match. */
    public boolean onlyAbsences(List<PolicyMatch> matches) {
        return !absences.isEmpty() && matches.stream().allMatch(match -> absences.contains(match.policy()));
    }

    /** The sources that read this topic. */
    public List<Ingest> sourcesOf(String topic) {
        return byTopic.getOrDefault(topic, List.of());
    }

    /** The sources' topics. */
    public TreeSet<String> topics() {
        return new TreeSet<>(byTopic.keySet());
    }

    /** Those of them whose records need a schema registry. */
    public TreeSet<String> registryTopics() {
        TreeSet<String> topics = new TreeSet<>();
        byTopic.forEach((topic, sources) -> {
            if (sources.stream().anyMatch(ingest -> ingest.source().settings().needsSchemaRegistry())) {
                topics.add(topic);
            }
        });
        return topics;
    }

    /** Frees native memory. A stream thread that is matching an event under it still gets the right result. */
    @Override
    public void close() {
        index.close();
    }
}
