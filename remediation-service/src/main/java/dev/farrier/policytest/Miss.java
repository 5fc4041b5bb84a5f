package dev.farrier.policytest;

import java.time.Duration;

/**
 * A policy could not be asked about an event, or could not tell its group.
 *
 * @param time epoch milliseconds
 * @param event in one line, for people
 * @param what why not, in words
 */
public record Miss(long time, String policy, String event, String what) {
    /** @param start of the test, epoch milliseconds */
    String text(long start) {
        return "policy " + policy + ": " + what + " (event at " + Times.text(Duration.ofMillis(time - start)) + ": "
                + event + ")";
    }
}
