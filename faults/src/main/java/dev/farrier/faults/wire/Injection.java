package dev.farrier.faults.wire;

import java.time.Duration;
import org.apache.kafka.common.protocol.Errors;

/**
 * What is done to one request.
 *
 * @param error of the answer, for an action that answers
 * @param lasts how long a request is delayed, or a silent connection stays open unless the client ends it
 */
record Injection(WireAction action, Errors error, Duration lasts) {}
