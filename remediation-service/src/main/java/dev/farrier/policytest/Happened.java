package dev.farrier.policytest;

import dev.farrier.policy.test.Expected;
import dev.farrier.replay.ReplayLine;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A line of what has happened, seen as what an expectation can ask for.
 *
 * @param start of the test, epoch milliseconds
 */
record Happened(ReplayLine line, long start) {

    Expected.Kind kind() {
        return switch (line.type()) {
            case DETECTION -> Expected.Kind.DETECTION;
            case DECISION -> Expected.Kind.DECISION;
            case COMMAND -> Expected.Kind.COMMAND;
            case RESOLVED -> Expected.Kind.RESOLVED;
            case ESCALATED -> Expected.Kind.ESCALATED;
        };
    }

    /** When it happened, since the start of the test. */
    String at() {
        return Times.text(Duration.ofMillis(line.time() - start));
    }

    boolean meets(Expected expected) {
        return expected.isMetBy(kind(), fields(), line.group(), line.with());
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new TreeMap<>();
        fields.put("policy", line.policy());
        fields.put("target", line.target());
        fields.put(
                "verdict", line.verdict() == null ? "" : line.verdict().name().toLowerCase(Locale.ROOT));
        fields.put("reason", line.reason() == null ? "" : line.reason().code());
        fields.put("rung", line.rung());
        fields.put("step", line.step());
        fields.put("action", line.action());
        fields.values().removeIf(String::isEmpty);
        return fields;
    }

    /** In the words of an expectation, so that it can be copied into one. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind().text());
        fields().forEach((name, value) ->
                text.append(' ').append(name).append('=').append(value));
        if (!line.group().isEmpty()) {
            text.append(" group=").append(line.group());
        }
        if (!line.with().isEmpty()) {
            text.append(" with=").append(line.with());
        }
        return text.toString();
    }
}
