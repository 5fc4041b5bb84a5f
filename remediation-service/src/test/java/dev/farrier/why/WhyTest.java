package dev.farrier.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Alert;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.why.HistoryEntry.DecisionEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhyTest {
    private static final long T = 1_700_000_000_000L;
    private static final Set<String> HOSTS = Set.of("h1", "h2");

    private static final String POLICY = """
            kind: Source
            metadata: {name: logs}
            spec:
              topic: logs
              format: line
              pattern: '^(?P<host>\\S+) (?P<user>\\S+) (?P<value>\\S+) (?P<message>.*)$'
              event: {kind: metric, message: message, value: value, labels: [host, user]}
              liveness: {expectEvery: 1m, by: [host]}
            ---
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              match:
                - {name: a, sources: [logs], matchers: ['message="a"']}
                - {name: b, sources: [logs], matchers: ['message="b"', 'user="ann"']}
                - {name: c, sources: [logs], matchers: ['message="c"'], where: 'event.value > 1.0'}
              detect: {DETECT, groupBy: GROUP_BY}
              target: {resource: '{group.host}'}
              CLEARS
              escalate: [{process: {argv: [page]}}]
            """;

    private static Why why(String detect, String target, long at) {
        return why(detect, "[host]", target, at);
    }

    private static Why why(String detect, String groupBy, String target, long at) {
        String clears = detect.startsWith("absence") ? "" : "clears: {quietFor: 1m}";
        String text =
                POLICY.replace("DETECT", detect).replace("GROUP_BY", groupBy).replace("CLEARS", clears);
        CompileResult compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", text)), "c");
        Bundle bundle = Objects.requireNonNull(
                compiled.bundle(), () -> compiled.problems().toString());
        return new Why(bundle, Objects.requireNonNull(bundle.policies().get("stuck")), target, at);
    }

    private static Event event(long time, String host, String user, double value, String message) {
        TreeMap<String, String> labels = new TreeMap<>(Map.of("user", user));
        if (!host.isEmpty()) {
            labels.put("host", host);
        }
        return new Event("e" + time, "logs", EventKind.METRIC, time, "", "", message, labels, value, null);
    }

    /** a, b, a, c on h1, a second apart, and one a each on h2 and on no host. */
    private static WhyAnswer answer(String detect, List<Long> fired) {
        Why why = why(detect, "h1", T + 4_000);
        why.recordEvent(event(T, "h1", "ann", 1, "a"));
        why.recordEvent(event(T + 500, "h2", "ann", 1, "a"));
        why.recordEvent(event(T + 600, "", "ann", 1, "a"));
        why.recordEvent(event(T + 1_000, "h1", "ann", 2, "b"));
        why.recordEvent(event(T + 2_000, "h1", "bob", 3, "a"));
        why.recordEvent(event(T + 3_000, "h1", "bob", 4, "c"));
        why.recordEvent(event(T + 4_001, "h1", "ann", 9, "a"));
        why.recordUnreadable("logs", 2);
        why.recordUnreadable("of another policy", 1);
        why.recordUnreadableOnTopic("events", 3);
        return why.answer(
                fired.stream()
                        .map(time -> new KnownFiring(time, Labels.of("host", "h1")))
                        .toList(),
                List.of(),
                HOSTS);
    }

    /** As they come from several partitions: the first of the two sequences below is complete, the other is not. */
    @Test
    void shouldNotDependOnTheOrderInWhichEventsAreGiven() {
        String sequence = "sequence: {steps: [a, b, c], within: 1m}";
        Why why = why(sequence, "h1", T + 4_000);
        why.recordEvent(event(T + 1_000, "h1", "ann", 1, "b"));
        why.recordEvent(event(T, "h1", "ann", 1, "a"));
        assertThat(why.answer(List.of(), List.of(), HOSTS).progress()).startsWith("2 of 3 steps");

        Why other = why(sequence, "h1", T + 4_000);
        other.recordEvent(event(T + 1_000, "h1", "ann", 1, "a"));
        other.recordEvent(event(T, "h1", "ann", 1, "b"));
        assertThat(other.answer(List.of(), List.of(), HOSTS).progress()).startsWith("1 of 3 steps");
    }

    @Test
    void shouldTellWhatCameAndWhatHeld() {
        WhyAnswer answer = answer("threshold: {of: [a, b, c], count: 5, within: 1m}", List.of());

        assertThat(answer.sources()).containsExactly(new WhyAnswer.SourceResult("logs", 6, 2, 4, T + 3_000));
        assertThat(answer.unreadable()).containsExactly(Map.entry("events", 3L));
        assertThat(answer.alternatives())
                .containsExactly(
                        new WhyAnswer.AlternativeResult(
                                "a", 4, 2, T + 2_000, List.of(new WhyAnswer.ConditionResult("message=\"a\"", 2))),
                        new WhyAnswer.AlternativeResult(
                                "b",
                                4,
                                1,
                                T + 1_000,
                                List.of(
                                        new WhyAnswer.ConditionResult("message=\"b\"", 1),
                                        new WhyAnswer.ConditionResult("user=\"ann\"", 2))),
                        new WhyAnswer.AlternativeResult(
                                "c",
                                4,
                                1,
                                T + 3_000,
                                List.of(
                                        new WhyAnswer.ConditionResult("message=\"c\"", 1),
                                        new WhyAnswer.ConditionResult("event.value > 1.0", 3))));
        assertThat(answer.withoutGroup()).containsExactly(Map.entry("host", 1L));
        assertThat(answer.progress()).isEqualTo("4 of 5 matches within 1m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "threshold: {of: a, count: 3, within: 1m} | 2 of 3 matches within 1m",
                "threshold: {of: a, count: 3, within: 2s} | 0 of 3 matches within 2s",
                "threshold: {of: a, count: 3, within: 2001ms} | 1 of 3 matches within 2s1ms",
                "threshold: {of: a, count: 3, within: 4s} | 1 of 3 matches within 4s",
                "threshold: {of: a, count: 3, within: 4001ms} | 2 of 3 matches within 4s1ms",
                "distinct: {of: a, label: user, count: 3, within: 1m} | 2 of 3 values of user within 1m: [ann, bob]",
                "distinct: {of: a, label: user, count: 3, within: 4s} | 1 of 3 values of user within 4s: [bob]",
                "sequence: {steps: [a, c, b], within: 1m} | 2 of 3 steps within 1m; next: b",
                "sequence: {steps: [a, b, b], within: 4s} | 1 of 3 steps within 4s; next: b",
                "sequence: {steps: [c, a], within: 1m, unless: b} | 1 of 2 steps within 1m; next: a",
                "all: {of: [a, b, c], within: 2s} | 1 of 3 within 2s; missing: a, b",
                "all: {of: [b, c], within: 2s} | 1 of 2 within 2s; missing: b",
                "flapping: {of: [a, b], transitions: 3, within: 1m} | 2 of 3 transitions within 1m",
                "flapping: {of: [a, b], transitions: 3, within: 3s} | 1 of 3 transitions within 3s",
                "ratio: {of: a, over: b, above: 0.9, within: 1m, atLeast: 3} | 2 of 3 events within 1m = 66.6667%; fires above 90% of at least 3",
                "ratio: {of: a, over: b, above: 0.6, within: 1m, atLeast: 3} | 2 of 3 events within 1m = 66.6667%; fires above 60% of at least 3; it has fired, and does so again only after an event at which it was not so",
                "ratio: {of: a, over: b, above: 0.9, within: 2s, atLeast: 3} | 0 of 0 events within 2s; fires above 90% of at least 3",
                "aggregate: {of: [a, b, c], fn: max, above: 5, within: 1m} | 4 values within 1m, their max is 4; fires when it is above 5",
                "aggregate: {of: [a, b, c], fn: avg, below: 2.7, within: 1m} | 4 values within 1m, their avg is 2.5; fires when it is below 2.7; it has fired, and does so again only after an event at which it was not so",
                "aggregate: {of: [a, b, c], fn: max, above: 5, within: 1s} | 0 values within 1s; fires when their max is above 5",
                "deviation: {of: a, sigmas: 3, baseline: 1h} | 2 values within 1h, mean 2, standard deviation 1, of at least 10; fires at one further than 3 standard deviations from the mean",
                "deviation: {of: a, sigmas: 3, baseline: 1s} | 0 values within 1s, of at least 10; fires at one further than 3 standard deviations from the mean",
                "sustained: {of: a, for: 1h} | so for 4s of 1h",
                "sustained: {of: b, for: 2m} | so for 3s of 2m",
                "absence: {of: a, for: 1m} | silent for 2s of 1m"
            })
    void shouldTellHowFarTheDetectorGot(String detect, String progress) {
        assertThat(answer(detect, List.of()).progress()).isEqualTo(progress);
    }

    @Test
    void shouldCountAfreshAfterTheLastFiring() {
        assertThat(answer("threshold: {of: a, count: 2, within: 1m}", List.of(T, T + 5_000))
                        .progress())
                .isEqualTo("1 of 2 matches within 1m");
        assertThat(answer("each: {of: a}", List.of(T, T + 2_000)).progress()).isEqualTo("each match fires");
        assertThat(answer("threshold: {of: a, count: 2, within: 1m}", List.of(T + 2_000))
                        .progress())
                .isEqualTo("0 of 2 matches within 1m");
    }

    /** The state that the last detection has shown is what a change is counted from. */
    @Test
    void shouldCountChangesFromTheStateAtTheLastFiring() {
        String flapping = "flapping: {of: [a, b], transitions: 3, within: 1m}";

        assertThat(answer(flapping, List.of(T)).progress()).isEqualTo("2 of 3 transitions within 1m");
        assertThat(answer(flapping, List.of(T + 1_000)).progress()).isEqualTo("1 of 3 transitions within 1m");
    }

    /** It tells of detectors that count afresh after each detection: others may have fired before what was read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "each: {of: a} | each match fires; it would have fired at 2023-11-14T22:13:22Z, of which no detection is known",
                "sequence: {steps: [a, c], within: 1m, unless: b} | 0 of 2 steps within 1m; next: a; it would have fired at 2023-11-14T22:13:23Z, of which no detection is known",
                "threshold: {of: [a, b], count: 2, within: 1m} | 1 of 2 matches within 1m; it would have fired at 2023-11-14T22:13:21Z, of which no detection is known",
                "aggregate: {of: a, fn: max, above: 2, within: 1m} | 2 values within 1m, their max is 3; fires when it is above 2; it has fired, and does so again only after an event at which it was not so"
            })
    void shouldSayThatItWouldHaveFiredWhenNoDetectionIsKnown(String detect, String progress) {
        assertThat(answer(detect, List.of()).progress()).isEqualTo(progress);
    }

    @Test
    void shouldSayThatWhatLastedHasEnded() {
        String lasting = "sustained: {of: a, for: 2m}";
        Why still = why(lasting, "h1", T + 60_000);
        Why ended = why(lasting, "h1", T + 60_001);
        still.recordEvent(event(T, "h1", "ann", 1, "a"));
        ended.recordEvent(event(T, "h1", "ann", 1, "a"));

        assertThat(still.answer(List.of(), List.of(), HOSTS).progress()).isEqualTo("so for 1m of 2m");
        assertThat(ended.answer(List.of(), List.of(), HOSTS).progress())
                .as("quiet for more than 1m")
                .isEqualTo("it is not so now; fires when it has been so for 2m");
    }

    /** An alert that is sent again is one match, and its end none. */
    @Test
    void shouldCountAnAlertAsTheServiceDoes() {
        Why why = why("threshold: {of: a, count: 3, within: 1h}", "h1", T + 9_000);
        why.recordEvent(alert(T, "x", true));
        why.recordEvent(alert(T + 1_000, "x", true));
        why.recordEvent(alert(T + 2_000, "y", true));
        why.recordEvent(alert(T + 3_000, "x", false));
        assertThat(why.answer(List.of(), List.of(), HOSTS).progress()).isEqualTo("2 of 3 matches within 1h");

        Why each = why("each: {of: a}", "h1", T + 9_000);
        each.recordEvent(alert(T + 1_000, "x", true));
        assertThat(each.answer(List.of(), List.of(), HOSTS).progress())
                .as("it may have begun before what was read")
                .isEqualTo("each match fires");
    }

    private static Event alert(long time, String fingerprint, boolean firing) {
        Event event = event(time, "h1", "ann", 1, "a");
        return new Event(
                event.id(),
                "logs",
                EventKind.ALERT,
                time,
                "",
                "",
                "a",
                event.labels(),
                event.value(),
                new Alert(fingerprint, firing, T - 60_000, time));
    }

    /** A target may have several groups, and each of them has a detector. */
    @Test
    void shouldTellOfEachGroupByItself() {
        Why why = why("threshold: {of: a, count: 3, within: 1m}", "[host, user]", "h1", T + 4_000);
        why.recordEvent(event(T, "h1", "ann", 1, "a"));
        why.recordEvent(event(T + 1_000, "h1", "bob", 1, "a"));
        why.recordEvent(event(T + 2_000, "h1", "bob", 1, "a"));
        why.recordEvent(event(T + 3_000, "h1", "eve", 1, "a"));
        why.recordEvent(event(T + 4_000, "h1", "joe", 1, "a"));

        assertThat(why.answer(List.of(new KnownFiring(T, Labels.of("host", "h1", "user", "ann"))), List.of(), HOSTS)
                        .progress())
                .isEqualTo("host=h1,user=bob: 2 of 3 matches within 1m; host=h1,user=ann: 0 of 3 matches within 1m;"
                        + " host=h1,user=eve: 1 of 3 matches within 1m; and 1 more group");
    }

    @Test
    void shouldSayItInLines() {
        Why why = why("threshold: {of: a, count: 3, within: 1m}", "h1", T);
        why.recordEvent(event(T - 1_000, "h1", "ann", 1, "b"));
        WhyAnswer answer = why.answer(
                List.of(new KnownFiring(T - 5_000, Labels.of("host", "h1"))),
                List.of(
                        new DecisionEntry(T - 5_000, Verdict.DEFER, Reason.COOLDOWN, "restart", T, "cooling down"),
                        new DecisionEntry(T + 1, Verdict.ACT, Reason.GUARDS_PASSED, "restart", 0, "")),
                HOSTS);

        assertThat(WhyText.lines(answer))
                .containsExactly(
                        "stuck on h1, at 2023-11-14T22:13:20Z",
                        "  events    logs: 1 came, the last at 2023-11-14T22:13:19Z; 1 about h1",
                        "  matched   a: 0 of 1",
                        "              0 of 1 met message=\"a\"",
                        "  matched   b: 1 of 1, the last at 2023-11-14T22:13:19Z",
                        "  matched   c: 0 of 1",
                        "              0 of 1 met message=\"c\"",
                        "              0 of 1 met event.value > 1.0",
                        "  detector  0 of 3 matches within 1m",
                        "  fired     2023-11-14T22:13:15Z",
                        "  decided   2023-11-14T22:13:15Z defer, cooldown, rung restart, until 2023-11-14T22:13:20Z:"
                                + " cooling down");
        assertThat(WhyText.fields(answer)).containsEntry("progress", "0 of 3 matches within 1m");
    }

    @Test
    void shouldSayThatTheTargetIsInNoInventory() {
        Why why = why("each: {of: a}", "bridge-01", T);

        WhyAnswer answer = why.answer(List.of(), List.of(), Set.of("bridge-1", "gateway"));

        assertThat(WhyText.lines(answer))
                .contains("  target    bridge-01 is in no inventory: did you mean 'bridge-1'?");
        assertThat(WhyText.fields(answer)).containsEntry("inInventory", false);
        WhyAnswer known = why.answer(List.of(), List.of(), Set.of("bridge-01"));
        assertThat(WhyText.lines(known)).noneMatch(line -> line.contains("inventory"));
        assertThat(WhyText.fields(known)).containsEntry("inInventory", true);
    }

    /** Only where all else held, as in the service; an event that nobody can be told of is one, too. */
    @Test
    void shouldSayThatWhereFailed() {
        Why why = why("threshold: {of: [a, b, c], count: 5, within: 1m}", "h1", T + 4_000);
        why.recordEvent(withoutValue(T, "h1", "c"));
        why.recordEvent(withoutValue(T + 2_000, "", "c"));
        why.recordEvent(withoutValue(T + 1_000, "h2", "c"));
        why.recordEvent(withoutValue(T + 3_000, "h1", "a"));
        why.recordEvent(event(T + 3_000, "h1", "ann", 1, "c"));

        WhyAnswer answer = why.answer(List.of(), List.of(), HOSTS);

        WhyAnswer.ConditionFailures failed = Objects.requireNonNull(answer.failed());
        assertThat(failed.events()).isEqualTo(3);
        assertThat(failed.ofTarget()).isEqualTo(1);
        assertThat(failed.last()).isEqualTo(T + 2_000);
        assertThat(failed.error()).contains("value");
        assertThat(WhyText.lines(answer))
                .contains("  failed    its where failed on 3 events, 1 about h1; last at 2023-11-14T22:13:22Z: "
                        + failed.error());
        assertThat(WhyText.fields(answer).get("failed").toString()).startsWith("{events=3, ofTarget=1, error=");
        assertThat(answer("each: {of: a}", List.of()).failed()).isNull();
    }

    private static Event withoutValue(long time, String host, String message) {
        Event with = event(time, host, "ann", 0, message);
        return new Event(with.id(), "logs", EventKind.METRIC, time, "", "", message, with.labels(), null, null);
    }

    @Test
    void shouldSayThatNothingCame() {
        WhyAnswer answer =
                why("threshold: {of: a, count: 3, within: 1m}", "h1", T).answer(List.of(), List.of(), HOSTS);

        assertThat(WhyText.lines(answer))
                .contains(
                        "  events    logs: 0 came",
                        "  detector  0 of 3 matches within 1m",
                        "  fired     never",
                        "  decided   nothing");
        assertThat(why("absence: {of: a, for: 1m}", "h1", T)
                        .answer(List.of(), List.of(), HOSTS)
                        .progress())
                .isEqualTo("never heard in what was read; fires after a silence of 1m");
    }
}
