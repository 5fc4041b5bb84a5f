package dev.farrier.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.RandomCases;
import dev.farrier.model.Alert;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.Compile;
import dev.farrier.stream.serde.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchIndexTest {
    private static final String SOURCES = """
            kind: Source
            metadata: {name: logs}
            spec: {topic: logs, event: {kind: log, name: program, severity: level, value: n, labels: [host, zone]}, liveness: {expectEvery: 1m}}
            ---
            kind: Source
            metadata: {name: other}
            spec: {receiver: events, liveness: {expectEvery: 1m}}
            ---
            kind: Inventory
            metadata: {name: all}
            spec: {resources: [{name: r1, site: s1}]}
            ---
            kind: Source
            metadata: {name: alerts}
            spec: {receiver: alertmanager, liveness: {expectEvery: 5m, watchdog: ['alertname="Watchdog"']}}
            """;

    private final List<String> counted = new ArrayList<>();

    @ParameterizedTest(name = "{0}, {1} -> {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[host=\"mb-01\"];        ``;                                      true",
                "[host=\"mb-0\"];         ``;                                      false",
                "[host=\"MB-01\"];        ``;                                      false",
                "[host!=\"mb-02\"];       ``;                                      true",
                "[host!=\"mb-01\"];       ``;                                      false",
                // anchored at both ends
                "[host=~\"mb-.*\"];       ``;                                      true",
                "[host=~\"mb\"];          ``;                                      false",
                "[host=~\"b-01\"];        ``;                                      false",
                "[host!~\"mb\"];          ``;                                      true",
                "[host!~\"mb-.+\"];       ``;                                      false",
                "[host=~\"mb-02|mb-01\"]; ``;                                      true",
                "[host=~\"mb-02|mb-03\"]; ``;                                      false",
                // a missing label is empty
                "[zone=\"\"];             ``;                                      true",
                "[zone!=\"\"];            ``;                                      false",
                "[zone=~\".*\"];          ``;                                      true",
                "[zone=~\".+\"];          ``;                                      false",
                "[zone!~\"a\"];           ``;                                      true",
                // reserved names
                "[name=\"sshd\"];         ``;                                      true",
                "[severity=\"err\"];      ``;                                      true",
                "[source=\"logs\"];       ``;                                      true",
                "[message=~\".*slots.*\"];``;                                      true",
                // all must hold
                "[host=\"mb-01\", name=\"sshd\"]; ``;                              true",
                "[host=\"mb-01\", name=\"su\"];   ``;                              false",
                "[host=\"mb-01\"];        event.message.contains('slots');         true",
                "[host=\"mb-01\"];        event.message.contains('sluts');         false",
                "[host=\"mb-02\"];        event.message.contains('slots');         false",
                "[];                      event.value > 3;                         true",
                "[];                      event.value > 3.6;                       false",
                "[];                      labels.host.startsWith('mb');            true",
                "[];                      has(labels.zone);                        false",
                "[];                      event.kind == 'log' && event.severity == 'err'; true",
                "[];                      event.time < timestamp('2026-01-01T00:00:00Z'); true",
            })
    void shouldMatchAsSaid(String matchers, String where, boolean expected) {
        String quoted = matchers.equals("[]")
                ? ""
                : "matchers: ['" + matchers.substring(1, matchers.length() - 1).replace(", ", "', '") + "'], ";
        String condition = where.isEmpty() ? "" : "where: \"" + where + "\"";
        MatchIndex index = MatchIndex.compile(
                bundle(policy("p", "[{sources: [logs], " + quoted + condition + "}]", "[]")),
                counters(),
                PatternEngine.PORTABLE);
        Event event = new Event(
                "1", "logs", EventKind.LOG, 1000, "sshd", "err", "no slots", Labels.of("host", "mb-01"), 3.5, null);
        assertThat(index.match(event)).hasSize(expected ? 1 : 0);
        assertThat(counted).isEmpty();
    }

    @Test
    void shouldLookOnlyAtTheNamedSources() {
        MatchIndex index = MatchIndex.compile(bundle(policy("p", "[{sources: [other], matchers: [host=a]}]", "[]")));
        assertThat(index.match(log("host", "a"))).isEmpty();
        Event event = Event.of("1", "other", EventKind.EVENT, 0, "", "", Map.of("host", "a"));
        assertThat(index.match(event)).hasSize(1);
    }

    @Test
    void shouldNameEveryAlternativeOnceInOnePolicy() {
        MatchIndex index = MatchIndex.compile(bundle(policy(
                "p",
                "[{name: b, sources: [logs, other], matchers: [host=a]}, {name: c, sources: [logs], matchers: [host=z]},"
                        + " {name: a, sources: [logs], where: \"has(labels.host)\"}]",
                "[host]")));
        List<MatchedEvent> matched = index.match(log("host", "a"));
        assertThat(matched).hasSize(1);
        assertThat(matched.get(0).matches())
                .extracting(PolicyMatch::alternatives)
                .containsExactly(List.of("b", "a"));
    }

    @Test
    void shouldGiveOneRecordForEachDistinctGroup() {
        Bundle bundle = bundle(
                policy("p4", "[{sources: [logs], matchers: [host=a]}]", "[host]"),
                policy("p1", "[{sources: [logs], matchers: ['host=~\"a|b\"']}]", "[host]"),
                policy("p3", "[{sources: [logs], where: \"true\"}]", "[zone, host]"),
                policy("p2", "[{sources: [logs], where: \"true\"}]", "[]"));
        List<MatchedEvent> matched = MatchIndex.compile(bundle).match(log("host", "a", "zone", "x"));
        assertThat(matched)
                .extracting(MatchedEvent::group)
                .containsExactly(Labels.of("host", "a"), Labels.empty(), Labels.of("host", "a", "zone", "x"));
        assertThat(matched.get(0).matches()).extracting(PolicyMatch::policy).containsExactly("p1", "p4");
        assertThat(matched.get(0).matches())
                .extracting(PolicyMatch::detector)
                .containsExactly(
                        bundle.policies().get("p1").detectorHash(),
                        bundle.policies().get("p4").detectorHash());
    }

    @Test
    void shouldCountEventThatLacksLabelToGroupBy() {
        MatchIndex index = MatchIndex.compile(
                bundle(
                        policy("p1", "[{sources: [logs], where: \"true\"}]", "[host]"),
                        policy("p2", "[{sources: [logs], where: \"true\"}]", "[host, zone]")),
                counters(),
                PatternEngine.PORTABLE);
        assertThat(index.match(log("host", "a"))).hasSize(1);
        assertThat(counted).containsExactly("p2 lacks zone");
    }

    @Test
    void shouldCountConditionThatFails() {
        MatchIndex index = MatchIndex.compile(
                bundle(policy("p1", "[{sources: [logs], where: \"labels.zone == 'a'\"}]", "[]")),
                counters(),
                PatternEngine.PORTABLE);
        assertThat(index.match(log("host", "a"))).isEmpty();
        assertThat(counted).hasSize(1);
        assertThat(counted.get(0)).startsWith("p1 failed: ").contains("zone");
        assertThat(index.match(log("zone", "a"))).hasSize(1);
    }

    @Test
    void shouldForwardResolvedAlert() {
        MatchIndex index = MatchIndex.compile(
                bundle(policy("p", "[{name: down, sources: [alerts], matchers: [alertname=Down]}]", "[host]")));
        Event resolved = new Event(
                "1",
                "alerts",
                EventKind.ALERT,
                0,
                "Down",
                "",
                "",
                Labels.of("alertname", "Down", "host", "a"),
                null,
                new Alert("f", false, 0, 0));
        assertThat(index.match(resolved).get(0).matches())
                .extracting(PolicyMatch::alternatives)
                .containsExactly(List.of("down"));
    }

    @Test
    void shouldLeaveOutPoliciesThatAreOff() {
        String off =
                policy("p", "[{sources: [logs], matchers: [host=a]}]", "[]").replace("spec:", "spec:\n  mode: off");
        assertThat(MatchIndex.compile(bundle(off)).match(log("host", "a"))).isEmpty();
        String shadow = off.replace("off", "shadow");
        assertThat(MatchIndex.compile(bundle(shadow)).match(log("host", "a"))).hasSize(1);
    }

    @Test
    void shouldFindTheOneOfTenThousandPoliciesThatConcernsAnEvent() {
        int policies = RandomCases.of(10_000);
        StringBuilder all = new StringBuilder(SOURCES);
        for (int i = 0; i < policies; i++) {
            all.append("---\n")
                    .append(policy("p" + i, "[{sources: [logs], matchers: [name=sshd, host=h" + i + "]}]", "[host]"));
        }
        MatchIndex index = MatchIndex.compile(Compile.bundle(all.toString()));
        for (int i = 0; i < policies; i += 7) {
            Event event = Event.of("1", "logs", EventKind.LOG, 0, "sshd", "", Map.of("host", "h" + i));
            assertThat(index.match(event).get(0).matches())
                    .extracting(PolicyMatch::policy)
                    .containsExactly("p" + i);
        }
        assertThat(index.match(log("host", "h10000"))).isEmpty();
    }

    @Test
    void shouldSplitWhatConcernsThousandsOfPoliciesSoThatEachPartFitsIntoARecord() {
        String name = "a-policy-with-a-name-that-is-as-long-as-people-write-them-";
        String[] policies = IntStream.range(0, 5_000)
                .mapToObj(i -> policy(name + (10_000 + i), "[{sources: [logs], matchers: [host=a]}]", "[host]"))
                .toArray(String[]::new);
        Bundle bundle = bundle(policies);
        String message = "x".repeat(65_536);
        Event event = Event.of("1", "logs", EventKind.LOG, 0, "sshd", message, Labels.of("host", "a"));

        List<MatchedEvent> matched = MatchIndex.compile(bundle).match(event);

        assertThat(matched).hasSizeBetween(2, 10).allSatisfy(part -> {
            assertThat(part.group()).isEqualTo(Labels.of("host", "a"));
            assertThat(RecordCodec.of(Signal.class).encode(part)).hasSizeLessThan(65_536 + 300_000);
        });
        assertThat(matched.stream().flatMap(part -> part.matches().stream()).map(PolicyMatch::policy))
                .containsExactlyElementsOf(bundle.policies().keySet());
    }

    @Test
    void shouldGiveBackWhatWasMadeBeforeAPatternSetCannotBe() {
        String[] policies = Stream.of("logs", "other")
                .flatMap(source -> IntStream.range(0, 20)
                        .mapToObj(i -> policy(
                                source + i,
                                "[{sources: [" + source + "], matchers: ['message=~\"x[0-9]+y" + i + "\"']}]",
                                "[]")))
                .toArray(String[]::new);
        AtomicInteger made = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        PatternEngine failing = patterns -> {
            if (made.get() == 1) {
                throw new IllegalStateException("no memory");
            }
            made.incrementAndGet();
            return new PatternSet() {
                @Override
                public int[] matching(String text) {
                    return new int[0];
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        };

        assertThatThrownBy(() -> MatchIndex.compile(bundle(policies), MatchListener.NONE, failing))
                .hasMessage("no memory");
        assertThat(closed).hasValue(1);
    }

    /** The index must never say anything else than trying every policy on every event. */
    @Test
    void shouldAgreeWithTryingEveryPolicy() {
        java.util.Random random = new java.util.Random(42);
        String[] values = {"", "a", "b", "c"};
        String[] ops = {"=", "!=", "=~", "!~"};
        String[] patterns = {"", "a", "b", "a|b", "c|", ".*", "[ab]", "a.?"};
        List<String> policies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<String> matchers = new ArrayList<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                String op = ops[random.nextInt(ops.length)];
                String value = op.contains("~")
                        ? patterns[random.nextInt(patterns.length)]
                        : values[random.nextInt(values.length)];
                matchers.add("'" + (random.nextBoolean() ? "host" : "zone") + op + "\"" + value + "\"'");
            }
            policies.add(policy("p" + i, "[{sources: [logs], matchers: [" + String.join(", ", matchers) + "]}]", "[]"));
        }
        Bundle bundle = bundle(policies.toArray(String[]::new));
        MatchIndex index = MatchIndex.compile(bundle);
        for (String host : values) {
            for (String zone : values) {
                Event event = log("host", host, "zone", zone);
                List<String> expected = bundle.policies().values().stream()
                        .filter(policy -> policy.alternatives().get(0).matchers().stream()
                                .allMatch(matcher -> matcher.matches(event)))
                        .map(dev.farrier.policy.Policy::name)
                        .toList();
                assertThat(index.match(event).stream()
                                .flatMap(matched -> matched.matches().stream())
                                .map(PolicyMatch::policy))
                        .containsExactlyElementsOf(expected);
            }
        }
    }

    private static Event log(String... labels) {
        return Event.of("1", "logs", EventKind.LOG, 0, "sshd", "hello", new TreeMap<>(Labels.of(labels)));
    }

    private static Bundle bundle(String... policies) {
        return Compile.bundle(SOURCES + "---\n" + String.join("---\n", policies));
    }

    private static String policy(String name, String match, String groupBy) {
        return """
                kind: RemediationPolicy
                metadata: {name: %s}
                spec:
                  match: %s
                  detect: {each: {}, groupBy: %s}
                  %s
                  target: {resource: '%s'}
                  escalate: [{process: {argv: ['true']}}]
                """.formatted(
                        name,
                        match,
                        groupBy,
                        match.contains("alerts") ? "clears: resolved" : "clears: {quietFor: 3m}",
                        groupBy.contains("host") ? "{group.host}" : "r1");
    }

    private MatchListener counters() {
        return new MatchListener() {
            @Override
            public void labelMissing(String policy, String label) {
                counted.add(policy + " lacks " + label);
            }

            @Override
            public void conditionFailed(String policy, String error) {
                counted.add(policy + " failed: " + error);
            }
        };
    }
}
