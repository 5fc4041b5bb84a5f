package dev.farrier.stream.ingest;

import dev.farrier.stream.Topics;
import dev.farrier.stream.topology.ActivePolicies;
import dev.farrier.stream.topology.StageListener;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.Topology;

/** The topology of ingest for a test driver. */
public final class TestIngest {
    private TestIngest() {}

    /** Events come in on the events topic only, and no progress is sent unasked. */
    public static Topology topology(Topics topics, ActivePolicies policies, StageListener listener) {
        return IngestTopology.build(
                topics,
                List.of(topics.events()),
                new IngestProcessor.IngestContext(
                        policies, topics.events(), Set.of(topics.events()), () -> ReadProgress.NONE, listener, false));
    }
}
