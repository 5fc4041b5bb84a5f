package dev.farrier.detect;

import static dev.farrier.detect.Fixture.detections;
import static dev.farrier.detect.Fixture.evidence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.RandomCases;
import dev.farrier.detect.type.SustainedDetector;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.policy.Clearing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SustainedTest {
    private static final long T = 1_000_000;
    private static final long FOR = 30_000;
    private final Fixture f = sustained(FOR, new Clearing.ClearingEvent(Set.of("good")));

    private static Fixture sustained(long millis, Clearing clears) {
        Fixture fixture = Fixture.of(new SustainedDetector(Set.of("bad"), Duration.ofMillis(millis)), clears, 10_000);
        fixture.marker(T - 1, "w");
        return fixture;
    }

    @Test
    void shouldFireOnceWhenClockHasPassedItsEnd() {
        assertThat(f.event("e1", "a", T, "bad")).isEmpty();
        f.event("e2", "a", T + 20_000, "bad");
        assertThat(detections(f.marker(T + FOR, "w")))
                .as("at its very end it may still be cleared")
                .isEmpty();
        assertThat(detections(f.marker(T + FOR + 1, "w")))
                .containsExactly(new Detection(
                        "p",
                        "c1",
                        Labels.of("host", "a"),
                        T + FOR,
                        2,
                        List.of("syslog"),
                        "matches of bad for 30s",
                        List.of("e1", "e2"),
                        0,
                        T,
                        0,
                        Labels.empty()));
        f.event("e3", "a", T + 40_000, "bad");
        assertThat(detections(f.marker(T + 2 * FOR, "w"))).isEmpty();
        f.event("e4", "a", T + 70_000, "good");
        f.event("e5", "a", T + 70_001, "bad");
        assertThat(detections(f.marker(T + 70_001 + FOR, "w"))).isEmpty();
        assertThat(detections(f.marker(T + 70_002 + FOR, "w"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, false", "1, true"})
    void shouldNotFireWhenClearedUntilItsEnd(long later, boolean fires) {
        f.bad("a", T);
        f.event("g", "a", T + FOR + later, "good");
        List<?> out = f.marker(T + FOR + 10, "w");
        assertThat(out.getFirst() instanceof Detection).isEqualTo(fires);
        if (fires) {
            assertThat(out.get(1))
                    .as("what came since is known")
                    .isEqualTo(new Evidence("p", Labels.of("host", "a"), T, T + FOR + later, 0));
        }
    }

    @Test
    void shouldPutInOrderWhatComesBeforeTheClockHasPassedIt() {
        f.bad("a", T);
        f.event("b", "a", T + FOR + 20_000, "bad");
        f.event("g", "a", T + 1, "good");
        assertThat(detections(f.marker(T + FOR + 1, "w")))
                .as("behind by more than the lateness")
                .isEmpty();
        f.event("late", "a", T + FOR, "good");
        assertThat(f.tally(DropCounter.DropReason.LATE)).isEqualTo(1);
        assertThat(detections(f.marker(T + 2 * FOR + 20_001, "w"))).hasSize(1);
    }

    @Test
    void shouldTellOfClearingAndOfReturn() {
        f.bad("a", T);
        assertThat(evidence(f.marker(T + FOR + 1, "w")))
                .containsExactly(new Evidence("p", Labels.of("host", "a"), T, 0, 0));
        f.event("g", "a", T + FOR + 500, "good");
        assertThat(evidence(f.marker(T + FOR + 1_000, "w")))
                .containsExactly(new Evidence("p", Labels.of("host", "a"), T, T + FOR + 500, 0));
        long again = T + FOR + 2_000;
        f.bad("a", again);
        assertThat(evidence(f.marker(again + FOR + 1, "w")))
                .containsExactly(new Evidence("p", Labels.of("host", "a"), again, 0, 0));
    }

    @Test
    void shouldLastUntilEveryAlertHasResolved() {
        Fixture alerts = sustained(FOR, new Clearing.Resolved());
        alerts.alert("a", "f1", true, T, T);
        alerts.alert("a", "f2", true, T + 10_000, T + 10_000);
        alerts.alert("a", "f1", false, T, T + 20_000);
        assertThat(detections(alerts.marker(T + FOR + 1, "w"))).hasSize(1);
        alerts.alert("b", "f3", true, T + FOR + 1, T + FOR + 1);
        alerts.alert("b", "f3", false, T + FOR + 1, T + FOR + 20_000);
        alerts.alert("b", "f3", true, T + FOR + 25_000, T + FOR + 25_000);
        assertThat(detections(alerts.marker(T + 2 * FOR + 2, "w"))).isEmpty();
        assertThat(detections(alerts.marker(T + 2 * FOR + 25_001, "w"))).hasSize(1);
    }

    @Test
    void shouldNotFireWhileSourceMayBeDead() {
        long longer = 90_000;
        Fixture dead = sustained(longer, new Clearing.ClearingEvent(Set.of("good")));
        dead.bad("a", T);
        long clock = T + longer + 1;
        assertThat(detections(dead.marker(clock, T - 1, clock + Fixture.MAX_LAG.toMillis())))
                .as("caught up, but nobody was heard for longer than expectEvery before the end")
                .isEmpty();
        long back = T + longer + 1_000;
        assertThat(detections(dead.marker(back, "w"))).isEmpty();
        dead.marker(back + 50_000, "w");
        assertThat(detections(dead.marker(back + longer, "w")))
                .as("full time after the gap")
                .isEmpty();
        assertThat(detections(dead.marker(back + longer + 1, "w")))
                .singleElement()
                .satisfies(one -> assertThat(one.time()).isEqualTo(back + longer));
    }

    @Test
    void shouldForgetNothingWhenTooManyEventsWait() {
        for (int i = 0; i < 2_000; i++) {
            f.event("e" + i, "a", T + i * 20L, "bad");
        }
        assertThat(detections(f.event("last", "a", T + 2 * FOR, "bad"))).isEmpty();
        List<Detection> fired = new ArrayList<>(detections(f.marker(T + 2 * FOR + 1, "w")));
        assertThat(fired)
                .singleElement()
                .satisfies(one -> assertThat(one.time()).isEqualTo(T + FOR));
    }

    /** Against the definition, with events out of order, delivered again, and states read from their bytes. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldFireWhereDefinitionFires(boolean byQuiet, boolean outOfOrder) {
        int fired = 0;
        for (int seed = 0; seed < RandomCases.of(1_000); seed++) {
            Random random = new Random(seed);
            long forTime = 1 + random.nextInt(40_000);
            long quiet = byQuiet ? 1 + random.nextInt(20_000) : 0;
            Clearing clears = byQuiet
                    ? new Clearing.QuietFor(Duration.ofMillis(quiet))
                    : new Clearing.ClearingEvent(Set.of("good"));
            List<OracleEvent> events = events(random);
            List<OracleEvent> arrivals = new ArrayList<>(events);
            if (outOfOrder) {
                Map<OracleEvent, Long> at = new HashMap<>();
                events.forEach(said -> at.put(said, said.time() + random.nextInt(20_000)));
                arrivals.sort(Comparator.comparingLong(at::get));
            }
            Fixture stream = sustained(forTime, clears);
            if (outOfOrder) {
                stream.withOneStateAtHand();
                stream.marker(T - 1, "w");
            }
            Set<String> actual = new TreeSet<>();
            for (int i = 0; i < arrivals.size(); i++) {
                OracleEvent said = arrivals.get(i);
                for (int again = random.nextInt(2); again >= 0; again--) {
                    actual.addAll(told(stream.event(
                            "e" + said.number(),
                            said.host(),
                            said.time(),
                            said.alternatives().toArray(String[]::new))));
                }
                long clock = arrivals.subList(i + 1, arrivals.size()).stream()
                        .mapToLong(OracleEvent::time)
                        .min()
                        .orElse(events.getLast().time() + random.nextInt(25_000));
                actual.addAll(told(stream.marker(clock, "w")));
                Set<String> expected = new TreeSet<>();
                for (String host : List.of("a", "b")) {
                    List<OracleEvent> group = events.stream()
                            .filter(one -> one.host().equals(host))
                            .toList();
                    definition(group, forTime, quiet, clock).forEach(time -> expected.add(host + time));
                }
                assertThat(actual).as("seed %s, clock %s", seed, clock).isEqualTo(expected);
            }
            fired += actual.size();
        }
        assertThat(fired).isGreaterThan(RandomCases.of(500));
    }

    private static List<OracleEvent> events(Random random) {
        List<OracleEvent> events = new ArrayList<>();
        long time = T;
        for (int i = 0; i < 40; i++) {
            time += random.nextInt(4) == 0 ? 0 : random.nextInt(12_000);
            boolean good = random.nextInt(5) == 0;
            events.add(new OracleEvent(
                    i, random.nextBoolean() ? "a" : "b", time, Set.of(good ? "good" : "bad"), "", null));
        }
        return events;
    }

    private static List<String> told(List<dev.farrier.model.DeciderInput> out) {
        return detections(out).stream()
                .map(detection -> detection.group().get("host") + detection.time())
                .toList();
    }

    /** A match begins a symptom unless one goes on; that one fires if nothing ends it in time. */
    private static List<Long> definition(List<OracleEvent> events, long forTime, long quiet, long clock) {
        List<OracleEvent> relevant = quiet == 0 ? events : ReferenceDetectors.only(events, Set.of("bad"));
        List<Long> fired = new ArrayList<>();
        for (int i = 0; i < relevant.size(); i++) {
            OracleEvent first = relevant.get(i);
            OracleEvent before = i == 0 ? null : relevant.get(i - 1);
            boolean goesOn = before != null
                    && before.met(Set.of("bad"))
                    && (quiet == 0 || before.time() + quiet >= first.time());
            long end = first.time() + forTime;
            List<OracleEvent> after = relevant.subList(i + 1, relevant.size());
            boolean cleared = after.stream().anyMatch(said -> said.met(Set.of("good")) && said.time() <= end);
            long lastsTo = first.time() + quiet;
            for (OracleEvent next : after) {
                lastsTo = next.time() <= lastsTo ? next.time() + quiet : lastsTo;
            }
            if (first.met(Set.of("bad")) && !goesOn && !cleared && (quiet == 0 || lastsTo >= end) && end < clock) {
                fired.add(end);
            }
        }
        return fired;
    }
}
