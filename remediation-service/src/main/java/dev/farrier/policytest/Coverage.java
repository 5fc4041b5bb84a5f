package dev.farrier.policytest;

import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.replay.ReplayLine;
import dev.farrier.replay.ReplayLine.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What of the policies no test has reached: detection, rungs, guards, and the call of a person. */
public final class Coverage {
    private Coverage() {}

    /**
     * @param untested what no test has reached, in words; empty: everything was
     * @param parts how many there are in all
     */
    public record OfPolicy(String policy, List<String> untested, int parts) {
        public OfPolicy {
            untested = List.copyOf(untested);
        }
    }

    /** By policy name; policies that are off are left out. */
    public static List<OfPolicy> of(Bundle bundle, Collection<TestResult> results) {
        List<OfPolicy> all = new ArrayList<>();
        for (Policy policy : bundle.policies().values()) {
            if (policy.mode() != Policy.Mode.OFF) {
                List<ReplayLine> lines = results.stream()
                        .flatMap(result -> result.happened().stream())
                        .filter(line -> line.policy().equals(policy.name()))
                        .toList();
                all.add(of(policy, lines));
            }
        }
        return all;
    }

    private static OfPolicy of(Policy policy, List<ReplayLine> lines) {
        List<String> untested = new ArrayList<>();
        int parts = 1;
        if (lines.stream().noneMatch(line -> line.type() == Type.DETECTION)) {
            untested.add("its detection");
        }
        for (Rung rung : policy.remediate()) {
            parts++;
            if (lines.stream()
                    .noneMatch(
                            line -> line.type() == Type.COMMAND && line.rung().equals(rung.name()))) {
                untested.add("rung " + rung.name());
            }
        }
        for (Reason guard : guards(policy)) {
            parts++;
            if (lines.stream().noneMatch(line -> line.type() == Type.DECISION && line.reason() == guard)) {
                untested.add("guard " + guard.code());
            }
        }
        if (!policy.escalate().isEmpty()) {
            parts++;
            if (lines.stream().noneMatch(line -> line.type() == Type.ESCALATED)) {
                untested.add("escalation");
            }
        }
        return new OfPolicy(policy.name(), untested, parts);
    }

    /** Those that the policy's own numbers decide; halts and the like are the service's. */
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
