package dev.farrier.policytest;

import dev.farrier.policy.yaml.test.Expectation;
import dev.farrier.simulation.TranscriptLine;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A line of the transcript, in the terms of an expectation.
 *
 * @param start of the test, epoch milliseconds
 */
record ActualResult(TranscriptLine line, long start) {
    Expectation.ExpectationKind kind() {
        return Expectation.ExpectationKind.valueOf(line.type().name());
    }

    /** When it happened, since the start of the test. */
    String at() {
        return PolicyTestRunner.time(Duration.ofMillis(line.time() - start));
    }

    boolean meets(Expectation expected) {
        return expected.isMetBy(kind(), fields(), line.group(), line.work().with());
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new TreeMap<>();
        fields.put("policy", line.policy());
        fields.put("target", line.target());
        fields.put("verdict", line.verdictText());
        fields.put("reason", line.reasonText());
        fields.put("rung", line.rung());
        fields.put("step", line.work().step());
        fields.put("action", line.action());
        fields.values().removeIf(String::isEmpty);
        return fields;
    }

    /** As an expectation would be written, so that it can be copied into one. */
    @Override
    public String toString() {
        return Expectation.text(kind(), fields(), line.group(), line.work().with());
    }
}
