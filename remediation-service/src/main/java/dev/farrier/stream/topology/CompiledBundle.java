package dev.farrier.stream.topology;

import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.Ingest;
import dev.farrier.match.MatchListener;
import dev.farrier.match.MatchIndex;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Source;
import dev.farrier.policy.Source.AvroSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A bundle made ready for the stream: sources by topic, and the index over all policies. Immutable. */
public final class CompiledBundle implements AutoCloseable {
    private final Bundle bundle;
    private final MatchIndex index;
    private final Map<String, List<Ingest>> byTopic = new HashMap<>();
    private final Set<String> absences;

    /** Compiles everything; takes its time, so never on a stream thread. */
    public CompiledBundle(Bundle bundle, MatchListener counters, PatternEngine engine, AvroDecoderFactory avro) {
        this.bundle = bundle;
        this.absences = bundle.policies().values().stream()
                .filter(policy -> policy.detector() instanceof Detector.Absence)
                .map(Policy::name)
                .collect(Collectors.toUnmodifiableSet());
        this.index = MatchIndex.compile(bundle, counters, engine);
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

    /** Whether nobody but absences waits for what matched so. */
    public boolean onlyAbsences(List<PolicyMatch> matches) {
        return !absences.isEmpty() && matches.stream().allMatch(match -> absences.contains(match.policy()));
    }

    /** The sources that read this topic of the user's; empty for any other topic. */
    public List<Ingest> sourcesOf(String topic) {
        return byTopic.getOrDefault(topic, List.of());
    }

    /** The users' topics that this bundle reads. */
    public TreeSet<String> topics() {
        return new TreeSet<>(byTopic.keySet());
    }

    /** Those of them that can't be read while a schema registry does not answer. */
    public TreeSet<String> registryTopics() {
        TreeSet<String> topics = new TreeSet<>();
        byTopic.forEach((topic, sources) -> {
            if (sources.stream().anyMatch(ingest -> ingest.source().schema() instanceof AvroSchema.RegistrySchema)) {
                topics.add(topic);
            }
        });
        return topics;
    }

    /** Gives back what is not on the heap. A stream thread may be in the middle of an event under it: that one is still right. */
    @Override
    public void close() {
        index.close();
    }
}
