package dev.farrier.model;

import java.util.List;

/**
 * A core instance has become the active one. Its configuration is on the log, so that the log alone gives all decisions again.
 *
 * @param keyId id of the key that it signs commands with
 * @param startWithin milliseconds within which a command must be claimed
 * @param lossGrace milliseconds after {@code startBy + maxRun} after which a silent worker's command is lost
 * @param callSites sites that calls of a person may go to, in order of preference; empty: all
 */
public record CoreStarted(String keyId, long startWithin, long lossGrace, List<String> callSites)
        implements DeciderInput {
    public CoreStarted {
        callSites = List.copyOf(callSites);
    }
}
