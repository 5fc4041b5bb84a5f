package dev.farrier.stream.core;

import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.model.SignedCommand;
import dev.farrier.stream.Topics;
import dev.farrier.stream.topology.ActivePolicies;
import dev.farrier.stream.topology.StageListener;
import java.util.List;
import org.apache.kafka.streams.Topology;

/** The topology of core for a test driver, and a signer where nobody checks signatures. */
public final class TestCore {
    public static final CommandSigner UNSIGNED = unsigned("");

    private TestCore() {}

    /** Names this key, and does not sign. */
    public static CommandSigner unsigned(String keyId) {
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

    /** What detect needs, where no state was ever lost and nobody counts what it leaves out. */
    static DetectProcessor.DetectContext detect(ActivePolicies policies, int partitions) {
        return detect(policies, partitions, DetectRebuild.AppliedSignals.NONE);
    }

    static DetectProcessor.DetectContext detect(
            ActivePolicies policies, int partitions, DetectRebuild.AppliedSignals applied) {
        return new DetectProcessor.DetectContext(
                policies, partitions, (what, policy) -> {}, new DetectRebuild(applied, policies));
    }

    /** With one partition of signals. */
    public static Topology topology(Topics topics, ActivePolicies policies, StageListener listener) {
        return CoreTopology.build(
                topics,
                new DetectProcessor.DetectContext(
                        policies, 1, listener, new DetectRebuild(DetectRebuild.AppliedSignals.NONE, policies)),
                new DecideProcessor.DecideContext(
                        policies,
                        topics,
                        DeciderSettings.DEFAULT,
                        List.of(),
                        UNSIGNED,
                        listener,
                        new StateRebuild(StateRebuild.AppliedInputs.NONE, policies, DeciderSettings.DEFAULT)),
                listener::unreadable);
    }
}
