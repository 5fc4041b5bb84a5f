package dev.farrier.policytest;

import java.time.Duration;

/**
 * A policy's {@code where} failed on an event, or the event lacks a label that the policy groups by.
 *
 * @param time epoch milliseconds
 * @param event in one line, for people
 * @param cause in words
 */
record EvaluationFailure(long time, String policy, String event, String cause) {
    /** @param start of the test, epoch milliseconds */
    String text(long start) {
        return "policy " + policy + ": " + cause + " (event at "
                + PolicyTestRunner.time(Duration.ofMillis(time - start)) + ": " + event + ")";
    }
}
