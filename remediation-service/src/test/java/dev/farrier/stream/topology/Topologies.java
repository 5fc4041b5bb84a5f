package dev.farrier.stream.topology;

import dev.farrier.decide.DeciderSettings;
import dev.farrier.model.SignedCommand;
import dev.farrier.stream.Topics;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.Topology;

/** Both topologies as they are, for who drives them himself: policy tests. Nothing is signed, nothing is counted. */
public final class Topologies {
    private Topologies() {}

    /** Users' topics are left out: events come in on the events topic. Sends no progress of its own accord. */
    public static Topology ingest(Topics topics, Policies policies, IngestMeter meter) {
        return IngestTopology.build(
                topics,
                List.of(topics.events()),
                new IngestProcessor.Deps(
                        policies, topics.events(), Set.of(topics.events()), () -> ReadProgress.NONE, meter, false));
    }

    /** Nobody checks it. */
    static final CommandSigner UNSIGNED = unsigned("");

    /** Names this key, and does not sign. */
    static CommandSigner unsigned(String keyId) {
        return new CommandSigner() {
            @Override
            public String keyId() {
                return keyId;
            }

            @Override
            public SignedCommand sign(byte[] command) {
                return new SignedCommand(command, keyId, new byte[0]);
            }
        };
    }

    /** With one partition of signals. */
    public static Topology core(Topics topics, Policies policies, DecisionMeter meter) {
        return CoreTopology.build(
                topics,
                new DetectProcessor.Deps(policies, 1, (what, policy) -> {}),
                new DecideProcessor.Deps(policies, topics, DeciderSettings.DEFAULT, List.of(), UNSIGNED, meter),
                meter::unreadable);
    }
}
