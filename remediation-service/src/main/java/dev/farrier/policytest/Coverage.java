package dev.farrier.policytest;

import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.simulation.TranscriptLine.LineType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The parts of the policies that no test has reached: detection, rungs, guards and escalation. */
public final class Coverage {
    private Coverage() {}

    /**
     * @param untested parts that no test has reached, in words
     * @param parts number of all parts
     */
    public record PolicyCoverage(String policy, List<String> untested, int parts) {
        public PolicyCoverage {
            untested = List.copyOf(untested);
        }
    }

    /** By policy name; policies that are off are left out. */
    public static List<PolicyCoverage> of(Bundle bundle, Collection<TestResult> results) {
        List<PolicyCoverage> all = new ArrayList<>();
        for (Policy policy : bundle.policies().values()) {
            if (policy.mode() != Policy.Mode.OFF) {
                List<TranscriptLine> lines = results.stream()
                        .flatMap(result -> result.happened().stream())
                        .filter(line -> line.policy().equals(policy.name()))
                        .toList();
                all.add(of(policy, lines));
            }
        }
        return all;
    }

    private static PolicyCoverage of(Policy policy, List<TranscriptLine> lines) {
        List<String> untested = new ArrayList<>();
        int parts = 1;
        if (lines.stream().noneMatch(line -> line.type() == LineType.DETECTION)) {
            untested.add("its detection");
        }
        for (Rung rung : policy.remediate()) {
            parts++;
            if (lines.stream()
                    .noneMatch(line ->
                            line.type() == LineType.COMMAND && line.rung().equals(rung.name()))) {
                untested.add("rung " + rung.name());
            }
        }
        for (Reason guard : guards(policy)) {
            parts++;
            if (lines.stream().noneMatch(line -> line.type() == LineType.DECISION && line.reason() == guard)) {
                untested.add("guard " + guard.code());
            }
        }
        if (!policy.escalate().isEmpty()) {
            parts++;
            if (lines.stream().noneMatch(line -> line.type() == LineType.ESCALATED)) {
                untested.add("escalation");
            }
        }
        return new PolicyCoverage(policy.name(), untested, parts);
    }

    /** The guards that depend on the policy; halts and the like do not. */
    private static Set<Reason> guards(Policy policy) {
        EnumSet<Reason> guards = EnumSet.noneOf(Reason.class);
        if (!policy.guards().cooldown().isZero()) {
            guards.add(Reason.COOLDOWN);
        }
        if (!policy.guards().rateLimits().isEmpty()) {
            guards.add(Reason.RATE_LIMITED);
        }
        guards.add(Reason.ATTEMPTS_USED_UP);
        return guards;
    }
}
