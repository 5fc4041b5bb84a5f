package dev.farrier.app.monitor;

import dev.farrier.api.route.ReadinessCheck;
import java.util.List;
import java.util.Set;

/**
 * The state of the decider at its last tick.
 *
 * @param busySites sites with an outstanding command
 * @param callWaits seconds for which the oldest undelivered call of a person has waited; 0: none waits
 * @param stuckChannels the channels that stand still, in words
 * @param foreignKey id of the key that this process signs with while the deployment signs with another; empty: they agree
 */
public record DeciderStatus(Set<String> busySites, long callWaits, List<String> stuckChannels, String foreignKey) {
    /** Before the first tick, or where another process decides. */
    static final DeciderStatus NOBODY_DECIDES = new DeciderStatus(Set.of(), 0, List.of(), "");

    /** Seconds after which an undelivered call fails the check. */
    private static final long NOBODY_CALLED_AFTER = 60;

    public DeciderStatus {
        stuckChannels = List.copyOf(stuckChannels);
    }

    DeciderStatus withForeignKey(String key) {
        return new DeciderStatus(busySites, callWaits, stuckChannels, key);
    }

    public boolean isBusy(String site) {
        return busySites.contains(site);
    }

    public List<ReadinessCheck> checks() {
        boolean called = callWaits < NOBODY_CALLED_AFTER;
        return List.of(
                ReadinessCheck.noncritical(
                        "calls", called, called ? "delivered" : "nobody could be called for " + callWaits + " s"),
                ReadinessCheck.noncritical(
                        "channels",
                        stuckChannels.isEmpty(),
                        stuckChannels.isEmpty()
                                ? "all channels make progress"
                                : "no progress: " + String.join("; ", stuckChannels)),
                new ReadinessCheck(
                        "signing-key",
                        foreignKey.isEmpty(),
                        foreignKey.isEmpty()
                                ? "the deployment's"
                                : "this process signs with " + foreignKey
                                        + ", the deployment with another key, so this core sends no commands: give it "
                                        + "that key, or run 'farrier keys rotate --to " + foreignKey + "'"));
    }
}
