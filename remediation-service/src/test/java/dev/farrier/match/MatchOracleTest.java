package dev.farrier.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.cel.Condition;
import dev.farrier.policy.cel.EvaluationResult;
import dev.farrier.policy.yaml.Compile;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index must never say, nor count, anything else than trying every policy on every event, matcher by matcher. */
class MatchOracleTest {
    private static final String[] OPS = {"=", "!=", "=~", "!~"};
    private static final String[] VALUES = {"", "a", "b", "ab"};
    private static final String[] REGEXES = {
        "",
        "a",
        "a|b",
        "b|",
        ".*",
        ".+",
        "[ab]",
        "(a|b)b?",
        "a.*",
        ".*b",
        ".*a.*",
        "(?i)A",
        "[^a]*",
        "(?s).*a.*",
        ".*[ab]{2}.*"
    };
    private static final String[] TEXTS = {"", "a", "b", "ab", "aba", "x\na", "a\nx", "xabx", "é b"};
    private static final String[] CONDITIONS = {
        "event.message.contains('ab')",
        "event.message.matches('^a')",
        "event.message.startsWith('a') && event.severity == 'b'",
        "event.message.endsWith('b')",
        "event.value > 1.5",
        "event.value <= 2 && event.message.contains('a')",
        "event.value >= 1.0 && labels.zone == 'a'",
        "labels.zone == 'a'",
        "event.name == 'a' || event.value < 3.0",
        "has(event.value) && event.value < 3.0",
        "event.name == ''",
        "event.source == 'logs' && event.kind == 'log'",
    };

    @ParameterizedTest
    @ValueSource(ints = {3, 30, 300})
    void shouldAgreeWithTryingEveryPolicy(int policies) {
        Random random = new Random(policies);
        int met = 0;
        for (int round = 0; round < 300 / policies; round++) {
            Bundle bundle = bundle(random, policies);
            List<String> counted = new ArrayList<>();
            MatchIndex index = MatchIndex.compile(bundle, into(counted), PatternEngine.PORTABLE);
            for (int i = 0; i < 60; i++) {
                Event event = event(random);
                List<String> failed = new ArrayList<>();
                List<String> expected = expected(bundle, event, failed);
                counted.clear();
                List<String> got = index.match(event).stream()
                        .flatMap(matched -> matched.matches().stream().map(match -> said(match, matched)))
                        .sorted()
                        .toList();
                assertThat(got).as(event.toString()).isEqualTo(expected);
                assertThat(counted).as(event.toString()).containsExactlyInAnyOrderElementsOf(failed);
                met += got.size();
            }
        }
        assertThat(met).isGreaterThan(1_000);
    }

    private static String said(PolicyMatch match, MatchedEvent matched) {
        return match.policy() + match.alternatives() + matched.group();
    }

    private static List<String> expected(Bundle bundle, Event event, List<String> failed) {
        List<String> expected = new ArrayList<>();
        for (Policy policy : bundle.policies().values()) {
            List<String> alternatives = policy.alternatives().stream()
                    .filter(alternative -> meets(policy, alternative, event, failed))
                    .map(Alternative::name)
                    .toList();
            if (alternatives.isEmpty()) {
                continue;
            }
            TreeMap<String, String> group = new TreeMap<>();
            policy.groupBy().forEach(label -> group.put(label, event.label(label)));
            if (group.containsValue("")) {
                failed.add(policy.name() + " lacks "
                        + group.entrySet().stream()
                                .filter(entry -> entry.getValue().isEmpty())
                                .findFirst()
                                .orElseThrow()
                                .getKey());
            } else {
                expected.add(policy.name() + alternatives + Labels.copyOf(group));
            }
        }
        return expected.stream().sorted().toList();
    }

    private static boolean meets(Policy policy, Alternative alternative, Event event, List<String> failed) {
        if (!alternative.sources().contains(event.source())
                || !alternative.matchers().stream().allMatch(matcher -> matcher.matches(event))) {
            return false;
        }
        if (alternative.where() == null) {
            return true;
        }
        EvaluationResult result = alternative.where().test(Condition.Subject.of(event));
        if (result.failed()) {
            failed.add(policy.name() + " failed");
        }
        return result.holds();
    }

    private static Event event(Random random) {
        return new Event(
                "1",
                random.nextInt(4) == 0 ? "other" : "logs",
                EventKind.LOG,
                1000,
                pick(random, VALUES),
                pick(random, VALUES),
                pick(random, TEXTS),
                Labels.of("host", pick(random, VALUES), "zone", pick(random, VALUES)),
                random.nextInt(3) == 0 ? null : (Double) (double) random.nextInt(4),
                null);
    }

    private static Bundle bundle(Random random, int policies) {
        StringBuilder text = new StringBuilder("""
                kind: Source
                metadata: {name: logs}
                spec: {topic: logs, event: {kind: log, name: n, severity: s, value: v, labels: [host, zone]}, liveness: {expectEvery: 1m}}
                ---
                kind: Source
                metadata: {name: other}
                spec: {receiver: events, liveness: {expectEvery: 1m}}
                ---
                kind: Inventory
                metadata: {name: all}
                spec: {resources: [{name: r1, site: s1}]}
                """);
        for (int i = 0; i < policies; i++) {
            text.append("---\nkind: RemediationPolicy\nmetadata: {name: p")
                    .append(i)
                    .append("}\nspec:\n  match:\n");
            for (int j = random.nextInt(3); j >= 0; j--) {
                text.append("    - {sources: ")
                        .append(pick(random, "[logs]", "[logs]", "[other]", "[logs, other]"))
                        .append(", ")
                        .append(demands(random))
                        .append("}\n");
            }
            text.append("  detect: {each: {}, groupBy: ")
                    .append(pick(random, "[]", "[host]", "[host, zone]"))
                    .append(
                            "}\n  clears: {quietFor: 3m}\n  target: {resource: r1}\n  escalate: [{process: {argv: [page]}}]\n");
        }
        return Compile.bundle(text.toString());
    }

    private static String demands(Random random) {
        List<String> matchers = new ArrayList<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            String op = pick(random, OPS);
            String label = pick(random, "host", "zone", "name", "severity", "message", "message", "source");
            matchers.add("'" + label + op + '"' + pick(random, op.contains("~") ? REGEXES : VALUES) + "\"'");
        }
        boolean where = matchers.isEmpty() || random.nextInt(3) == 0;
        String written = matchers.isEmpty() ? "" : "matchers: [" + String.join(", ", matchers) + "]";
        return written
                + (where && !matchers.isEmpty() ? ", " : "")
                + (where ? "where: \"" + pick(random, CONDITIONS) + '"' : "");
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }

    private static MatchListener into(List<String> counted) {
        return new MatchListener() {
            @Override
            public void labelMissing(String policy, String label) {
                counted.add(policy + " lacks " + label);
            }

            @Override
            public void conditionFailed(String policy, String error) {
                counted.add(policy + " failed");
            }
        };
    }
}
