package dev.farrier.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Farrier's own meters; all names stand here, and in {@code docs/metrics.md}. Labels never hold what an event says. */
public final class Meters {
    public static final String EVENTS = "farrier.events";
    public static final String EVENTS_DROPPED = "farrier.events.dropped";
    public static final String DEAD_LETTERS = "farrier.dead.letters";
    public static final String GROUP_LABEL_MISSING = "farrier.match.label.missing";
    public static final String CONDITION_FAILED = "farrier.match.condition.failed";
    public static final String DETECT_LEFT_OUT = "farrier.detect.left.out";
    public static final String DETECTIONS = "farrier.detections";
    public static final String DECISIONS = "farrier.decisions";
    public static final String COMMANDS = "farrier.commands";
    public static final String OUTCOMES = "farrier.outcomes";
    public static final String INCIDENTS = "farrier.incidents";
    public static final String POLICIES_REFUSED = "farrier.policies.refused";

    private final MeterRegistry registry;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
        // Present from the start, so that an alert rule on it has something to read.
        registry.counter(POLICIES_REFUSED);
    }

    public void events(String source, int count) {
        registry.counter(EVENTS, "source", source).increment(count);
    }

    /** Left out by relabelings, on purpose. */
    public void eventsDropped(String source, int count) {
        registry.counter(EVENTS_DROPPED, "source", source).increment(count);
    }

    public void deadLetter(String source) {
        registry.counter(DEAD_LETTERS, "source", source).increment();
    }

    public void groupLabelMissing(String policy, String label) {
        registry.counter(GROUP_LABEL_MISSING, "policy", policy, "label", label).increment();
    }

    public void conditionFailed(String policy) {
        registry.counter(CONDITION_FAILED, "policy", policy).increment();
    }

    /** @param what late, duplicate, repeat … */
    public void detectLeftOut(String what, String policy) {
        registry.counter(DETECT_LEFT_OUT, "what", what, "policy", policy).increment();
    }

    public void detection(String policy) {
        registry.counter(DETECTIONS, "policy", policy).increment();
    }

    public void decision(String policy, String verdict, String reason) {
        registry.counter(DECISIONS, "policy", policy, "verdict", verdict, "reason", reason)
                .increment();
    }

    public void command(String policy, String purpose) {
        registry.counter(COMMANDS, "policy", policy, "purpose", purpose).increment();
    }

    public void outcome(String policy, String reason) {
        registry.counter(OUTCOMES, "policy", policy, "reason", reason).increment();
    }

    /** @param state one that an incident has come to */
    public void incident(String policy, String state, String reason) {
        registry.counter(INCIDENTS, "policy", policy, "state", state, "reason", reason)
                .increment();
    }

    public Counter policiesRefused() {
        return registry.counter(POLICIES_REFUSED);
    }
}
