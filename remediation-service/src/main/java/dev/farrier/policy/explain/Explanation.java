package dev.farrier.policy.explain;

import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.DisruptionBudget.Domains;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.incident.InhibitRule;
import dev.farrier.policy.storm.StormBreaker;
import dev.farrier.policy.storm.StormLimit;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Everything that a policy will do, its defaults included, as lines of text. */
public final class Explanation {
    private static final String STEP = "       ";

    private final Bundle bundle;
    private final Policy policy;
    private final List<String> lines = new ArrayList<>();

    private Explanation(Bundle bundle, Policy policy) {
        this.bundle = bundle;
        this.policy = policy;
    }

    /** @return lines without line breaks of their own, unless the policy's texts have some */
    public static List<String> of(Bundle bundle, Policy policy) {
        Explanation explanation = new Explanation(bundle, policy);
        explanation.explain();
        return List.copyOf(explanation.lines);
    }

    /** What the steps of a rung do, one line each. */
    public static List<String> steps(Bundle bundle, Rung rung) {
        RungExplanation words = new RungExplanation(bundle);
        return rung.steps().stream().map(words::step).toList();
    }

    private void explain() {
        lines.add(policy.name() + mode());
        lines.add("  fires " + detector());
        policy.alternatives().forEach(alternative -> lines.add("    " + alternative(alternative)));
        lateness();
        if (!policy.groupBy().isEmpty()) {
            boolean asItIs = policy.maxGroups() == Policy.DEFAULT_MAX_GROUPS;
            lines.add("    of more than " + policy.maxGroups()
                    + " groups in a partition, forgets the one that was idle for the longest time"
                    + (asItIs ? " (default)" : ""));
        }
        lines.add("  acts on the resource " + policy.target() + "; when no inventory has it, does nothing");
        lines.add("  is over when " + RungExplanation.clearing(policy.clears()));
        lines.add("  before each rung, when");
        Risk risk = RiskDefaults.strongest(policy.remediate());
        policy.guards().types().stream()
                .flatMap(guard -> guard.explain(policy.guards(), risk).stream())
                .forEach(guard -> lines.add("    - " + guard));
        policy.schedule().explain().forEach(limit -> lines.add("    - " + limit));
        if (bundle.resources().values().stream()
                .anyMatch(resource -> !resource.dependsOn().isEmpty())) {
            lines.add("    - what its target depends on has an open incident: waits for the end of that one");
        }
        bundle.inhibitRules().stream()
                .filter(rule -> mayBeTarget(rule, policy))
                .forEach(rule -> lines.add("    - " + inhibitRule(rule)));
        bundle.budgets().values().forEach(budget -> lines.add("    - " + budget(budget)));
        bundle.stormBreakers().values().forEach(breaker -> lines.add("    - " + stormBreaker(breaker)));
        RungExplanation words = new RungExplanation(bundle);
        if (!policy.diagnosis().steps().isEmpty()) {
            lines.add("  once an incident, before the first rung changes anything, asks for at most "
                    + Durations.format(policy.diagnosis().within()) + ":");
            policy.diagnosis().steps().forEach(step -> lines.add(STEP + words.step(step)));
        }
        for (int i = 0; i < policy.remediate().size(); i++) {
            Rung rung = policy.remediate().get(i);
            lines.add("  " + (i == 0 ? "rung 1, " : "if that did not help: rung " + (i + 1) + ", ") + rung.name() + " ("
                    + Texts.code(rung.risk()) + ")");
            words.of(rung).forEach(step -> lines.add(STEP + step));
        }
        if (!policy.relapse().isZero()) {
            lines.add("  when the symptom returns within " + Durations.format(policy.relapse())
                    + " after a rung has helped, goes on with the next rung in the same incident, without a cooldown");
        }
        if (policy.recurrence() != null) {
            lines.add("  " + recurrence(policy.recurrence()));
        }
        if (policy.escalate().isEmpty()) {
            lines.add("  when nothing has helped, nobody is called: the incident stays open as escalated");
        } else {
            lines.add("  when nothing has helped, calls a person:");
            policy.escalate().forEach(step -> lines.add(STEP + words.step(step)));
        }
        if (!policy.onResolved().isEmpty()) {
            lines.add("  when it is over and a person was called, tells so:");
            policy.onResolved().forEach(step -> lines.add(STEP + words.step(step)));
        }
    }

    private static String recurrence(Policy.Recurrence recurrence) {
        return "when it has healed a target " + Phrases.count(recurrence.max(), "time") + " within "
                + Durations.format(recurrence.per()) + ", a new incident there "
                + switch (recurrence.then()) {
                    case PERSON -> "calls a person, and nothing is run";
                    case STOP ->
                        "calls a person, and nothing is run on the target until that person cancels or retries the incident";
                    case NEXT_RUNG ->
                        "begins with the rung after the one that healed the last one; when there is none, it calls a person";
                };
    }

    private String detector() {
        String apart = policy.groupBy().isEmpty() ? "" : ", for each " + Phrases.and(policy.groupBy()) + " separately";
        return policy.detector().explain() + apart;
    }

    /** What else than the policy the rule asks for is said. */
    private static boolean mayBeTarget(InhibitRule rule, Policy policy) {
        return rule.target().matchers().stream()
                .filter(matcher -> matcher.label().equals("policy"))
                .allMatch(matcher -> matcher.holds(policy.name()));
    }

    private static String inhibitRule(InhibitRule rule) {
        return "it has " + rule.target() + ", and an incident with " + rule.source() + " is open"
                + (rule.equal().isEmpty() ? "" : " that has the same " + Phrases.and(rule.equal()))
                + " (inhibit rule " + rule.name() + "): waits for the end of that one, and calls nobody meanwhile";
    }

    private static String stormBreaker(StormBreaker breaker) {
        StormLimit limit = breaker.limit();
        String where = breaker.by() == StormBreaker.Scope.SITE ? " at its site" : "";
        return "more than " + limit.max() + " new incidents of all policies were opened" + where + " within "
                + Durations.format(limit.per()) + " (storm breaker " + breaker.name()
                + "): a person is called once, and it waits until no new one has come for "
                + Durations.format(limit.calmFor()) + ", or for farrier breakers acknowledge";
    }

    /** Only the first rung asks for it. */
    private String budget(DisruptionBudget budget) {
        int total = (int)
                bundle.resources().values().stream().filter(budget::selects).count();
        List<String> limits = new ArrayList<>();
        if (budget.maxDisrupted() != null) {
            limits.add(budget.mostDisrupted(total) + " of them are acted on: waits for its turn");
        }
        if (budget.maxUnhealthy() != null || budget.minHealthy() != null) {
            limits.add("more than " + budget.mostUnhealthy(total)
                    + " of them are unhealthy: waits, and calls a person after "
                    + Durations.format(budget.callAfter()));
        }
        for (RateLimit limit : budget.rateLimits()) {
            limits.add(Phrases.count(limit.max(), "run") + " within " + Durations.format(limit.per())
                    + (limit.max() == 1 ? " was" : " were")
                    + " begun on them: waits, and calls a person after " + Durations.format(budget.callAfter()));
        }
        if (budget.domains() != null) {
            limits.addAll(domains(budget.domains()));
        }
        return "the target is one of the " + Phrases.count(total, "resource") + " of budget " + budget.name() + ", and "
                + String.join("; or ", limits);
    }

    private static List<String> domains(Domains by) {
        List<String> limits = new ArrayList<>();
        if (by.maxDisrupted() != null) {
            limits.add(by.maxDisrupted() + " of their domains by " + by.label()
                    + " are acted on, and not that of the target alone: waits for its turn");
        }
        if (by.handsOffAt() != null) {
            limits.add(
                    "at least " + by.handsOffAt() + " of those with its " + by.label()
                            + " (and no fewer than two) are unhealthy: waits, also before further rungs, and calls a person once for all");
        }
        return limits;
    }

    private String mode() {
        return switch (policy.mode()) {
            case ENFORCE -> "";
            case APPROVE -> " (approve: a person must say yes before the first rung changes anything)";
            case SHADOW -> " (shadow: decides and records everything, runs and calls nothing)";
            case OFF -> " (off: nothing below happens)";
        };
    }

    private static String alternative(Alternative alternative) {
        List<String> conditions = new ArrayList<>();
        alternative.matchers().forEach(matcher -> conditions.add(matcher.toString()));
        if (alternative.where() != null) {
            conditions.add(alternative.where().toString().strip());
        }
        return alternative.name() + ": an event of " + Phrases.or(alternative.sources()) + " with "
                + Phrases.and(conditions);
    }

    /** One line: the largest lateness of the sources counts. */
    private void lateness() {
        Duration longest = bundle.lateness(policy);
        lines.add(
                longest.isZero()
                        ? "    events that come out of order are not counted"
                        : "    events that come up to " + Durations.format(longest) + " out of order are counted too");
    }
}
