package dev.farrier.model;

import java.util.List;

/**
 * A core instance has become the active one. Its configuration is on the log, so that the log alone gives all decisions again.
 *
 * @param keyId id of the key that it signs commands with
 * @param startWithin milliseconds within which a command must be claimed
 * @param lossGrace milliseconds after {@code startBy + maxRun} after which a silent worker's command is lost
 * @param callSites sites that calls of a person may go to, in order of preference; empty: all
 * @param hosts names and addresses of its host and of the Kafka brokers: what carries Farrier itself
 */
public record CoreStarted(String keyId, long startWithin, long lossGrace, List<String> callSites, List<String> hosts)
        implements DeciderInput {
    public CoreStarted {
        callSites = List.copyOf(callSites);
        hosts = List.copyOf(hosts);
    }

    /** On hosts that are in no inventory. */
    public CoreStarted(String keyId, long startWithin, long lossGrace, List<String> callSites) {
        this(keyId, startWithin, lossGrace, callSites, List.of());
    }
}
