package dev.farrier.policytest;

import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.BreakerRecord.StormScope;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Reason;
import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.budget.BudgetLimit;
import dev.farrier.policy.incident.InhibitRule;
import dev.farrier.policy.interval.Schedule;
import dev.farrier.policy.storm.StormBreaker;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.simulation.TranscriptLine.LineType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The parts of policies, budgets, storm breakers and inhibit rules that no test has reached. What holds Farrier back is reached when it did so, a
 * storm breaker when it tripped.
 */
public final class Coverage {
    private final List<TranscriptLine> lines;
    private final List<AuditRecord> audit;

    private Coverage(Collection<TestResult> results) {
        lines = results.stream().flatMap(result -> result.happened().stream()).toList();
        audit = results.stream().flatMap(result -> result.audit().stream()).toList();
    }

    /** What the parts are of. */
    public enum CoveredKind {
        POLICY,
        BUDGET,
        BREAKER,
        INHIBITION;

        private final String word = Texts.code(this);

        public String word() {
            return word;
        }
    }

    /**
     * @param untested parts that no test has reached, in words
     * @param parts number of all parts
     */
    public record DocumentCoverage(CoveredKind kind, String name, List<String> untested, int parts) {
        public DocumentCoverage {
            untested = List.copyOf(untested);
        }

        private static DocumentCoverage of(CoveredKind kind, String name, List<Part> parts) {
            List<String> untested = parts.stream()
                    .filter(part -> !part.reached())
                    .map(Part::words)
                    .toList();
            return new DocumentCoverage(kind, name, untested, parts.size());
        }
    }

    private record Part(String words, boolean reached) {}

    /** Policies, budgets, storm breakers and inhibit rules, each by name; policies that are off are left out. */
    public static List<DocumentCoverage> of(Bundle bundle, Collection<TestResult> results) {
        Coverage all = new Coverage(results);
        return Stream.of(
                        bundle.policies().values().stream()
                                .filter(policy -> policy.mode() != Policy.Mode.OFF)
                                .map(all::of),
                        bundle.budgets().values().stream().map(all::of),
                        bundle.stormBreakers().values().stream().map(all::of),
                        bundle.inhibitRules().stream().map(all::of))
                .flatMap(covered -> covered)
                .toList();
    }

    private DocumentCoverage of(Policy policy) {
        List<TranscriptLine> own = lines.stream()
                .filter(line -> line.policy().equals(policy.name()))
                .toList();
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("its detection", own.stream().anyMatch(line -> line.type() == LineType.DETECTION)));
        for (Rung rung : policy.remediate()) {
            parts.add(new Part(
                    "rung " + rung.name(),
                    own.stream()
                            .anyMatch(line -> line.type() == LineType.COMMAND
                                    && line.rung().equals(rung.name()))));
        }
        parts.addAll(brakes(policy));
        if (!policy.escalate().isEmpty()) {
            parts.add(new Part("escalation", own.stream().anyMatch(line -> line.type() == LineType.ESCALATED)));
        }
        return DocumentCoverage.of(CoveredKind.POLICY, policy.name(), parts);
    }

    /** What of the policy holds Farrier back; halts and the like do not depend on it. */
    private List<Part> brakes(Policy policy) {
        Guards guards = policy.guards();
        List<AuditRecord> own = audit.stream()
                .filter(record -> record.policy().equals(policy.name()))
                .toList();
        List<Part> parts = new ArrayList<>();
        if (!guards.cooldown().isZero()) {
            parts.add(guard(own, Reason.COOLDOWN));
        }
        if (!guards.rateLimits().isEmpty()) {
            parts.add(guard(own, Reason.RATE_LIMITED));
        }
        parts.add(guard(own, Reason.ATTEMPTS_USED_UP));
        if (guards.maxUnhealthy() != null) {
            parts.add(guard(own, Reason.TOO_MANY_UNHEALTHY));
        }
        if (guards.storm() != null) {
            parts.add(new Part("guard " + Reason.STORM.code(), own.stream().anyMatch(Coverage::isTrip)));
        }
        if (!policy.schedule().equals(Schedule.ALWAYS)) {
            parts.add(timeIntervals(own, "", "the policy"));
        }
        for (Rung rung : policy.remediate()) {
            if (!rung.schedule().equals(Schedule.ALWAYS)) {
                parts.add(timeIntervals(
                        own.stream()
                                .filter(record -> record.rung().equals(rung.name()))
                                .toList(),
                        " of rung " + rung.name(),
                        "the rung"));
            }
        }
        if (policy.recurrence() != null) {
            Set<Reason> recurred = Set.of(Reason.RECURRED, Reason.TARGET_STOPPED);
            parts.add(new Part("recurrence", isDecided(own, record -> recurred.contains(record.reason()))));
        }
        if (!policy.relapse().isZero()) {
            parts.add(new Part("relapse", isDecided(own, record -> record.reason() == Reason.RELAPSED)));
        }
        return parts;
    }

    /** @param whose as the detail of the decision says it */
    private static Part timeIntervals(List<AuditRecord> own, String of, String whose) {
        return new Part(
                "time intervals" + of,
                isDecided(
                        own,
                        record -> record.reason() == Reason.TIME_INTERVAL
                                && record.detail().endsWith(": " + whose + " waits")));
    }

    /** A budget may hold an incident back for the same reason. */
    private static Part guard(List<AuditRecord> own, Reason guard) {
        return new Part(
                "guard " + guard.code(),
                isDecided(own, record -> record.reason() == guard && !BudgetLimit.holdsBack(record.detail())));
    }

    private DocumentCoverage of(DisruptionBudget budget) {
        List<Part> parts = new ArrayList<>();
        for (BudgetLimit limit : BudgetLimit.values()) {
            if (limit.isSetIn(budget)) {
                String beginning = limit.beginning(budget.name());
                boolean handsOff = limit == BudgetLimit.HANDS_OFF_AT;
                parts.add(new Part(
                        limit.key(),
                        isDecided(
                                audit,
                                record -> record.detail().startsWith(beginning)
                                        || handsOff && isAboutDomain(record, budget.name()))));
            }
        }
        return DocumentCoverage.of(CoveredKind.BUDGET, budget.name(), parts);
    }

    /** A person is called once for the whole domain. */
    private static boolean isAboutDomain(AuditRecord record, String budget) {
        return record.reason() == Reason.SHARED_CAUSE
                && AlarmGroup.isOfDomain(record.group())
                && AlarmGroup.valueOf(record.group()).startsWith(budget + "/");
    }

    private DocumentCoverage of(StormBreaker breaker) {
        String title = new StormScope("", breaker.name(), "", false).title();
        boolean tripped = audit.stream()
                .filter(Coverage::isTrip)
                .map(AuditRecord::detail)
                .anyMatch(detail -> detail.startsWith(title + ":") || detail.startsWith(title + "/"));
        return DocumentCoverage.of(
                CoveredKind.BREAKER, breaker.name(), List.of(new Part(Reason.STORM.code(), tripped)));
    }

    private DocumentCoverage of(InhibitRule rule) {
        boolean held = isDecided(
                audit,
                record -> record.reason() == Reason.INHIBITED && record.detail().startsWith(rule.title() + ":"));
        return DocumentCoverage.of(
                CoveredKind.INHIBITION, rule.name(), List.of(new Part(Reason.INHIBITED.code(), held)));
    }

    /** A storm of a policy, or of a storm breaker: then the record names no policy. */
    private static boolean isTrip(AuditRecord record) {
        return record.kind() == AuditKind.OPERATOR && record.reason() == Reason.STORM;
    }

    private static boolean isDecided(List<AuditRecord> records, Predicate<AuditRecord> what) {
        return records.stream()
                .anyMatch(record ->
                        (record.kind() == AuditKind.DECISION || record.kind() == AuditKind.STATE) && what.test(record));
    }
}
