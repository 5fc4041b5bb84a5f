package dev.farrier.stream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.RandomCases;
import dev.farrier.detect.DetectorEngine;
import dev.farrier.detect.DetectorEngine.TaskAssignment;
import dev.farrier.detect.state.HeapGroupStore;
import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.match.MatchListener;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.Alert;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.topology.Brain;
import dev.farrier.stream.topology.CompiledBundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeartbeatCoalescerTest {
    private static final long T = 1_700_000_000_000L;
    private static final long FOR = 30_000;
    private static final Bundle BUNDLE = Brain.compile("""
            kind: Source
            metadata: {name: app}
            spec: {receiver: events, liveness: {expectEvery: 10m, by: [host], maxLag: 2s}}
            ---
            kind: Source
            metadata: {name: other}
            spec: {receiver: cloudevents, liveness: {expectEvery: 10m, by: [host], maxLag: 2s}}
            ---
            kind: RemediationPolicy
            metadata: {name: silent}
            spec:
              match: [{name: beat, sources: [app, other], matchers: ['name=~"beat|both"']}]
              detect: {absence: {of: beat, for: 30s}, groupBy: [host]}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
            ---
            kind: RemediationPolicy
            metadata: {name: often}
            spec:
              match: [{name: any, sources: [app, other], matchers: ['name=~"both|bad"']}]
              detect: {threshold: {of: any, count: 3, within: 10m}, groupBy: [host]}
              clears: {quietFor: 1m}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
            """);

    private final CompiledBundle loaded =
            new CompiledBundle(BUNDLE, MatchListener.NONE, PatternEngine.PORTABLE, AvroDecoderFactory.NONE);
    private final List<String> sent = new ArrayList<>();
    private final List<String> passedOver = new ArrayList<>();
    private final HeartbeatCoalescer samples = new HeartbeatCoalescer(
            (matched, group, at) -> sent.add(matched.event().id()), passedOver::add);

    private static Event event(String id, String source, String host, String name, long time) {
        return Event.of(id, source, EventKind.LOG, time, name, "", Map.of("host", host));
    }

    private void take(Event event) {
        loaded.index().match(event).forEach(matched -> samples.accept(matched, loaded, event.time()));
    }

    @Test
    void shouldSendOnlyTheNewestOfEachGroupAndSourceWhenReleased() {
        take(event("1", "app", "a", "beat", T + 1));
        take(event("2", "app", "b", "beat", T + 1));
        take(event("3", "app", "a", "beat", T + 5));
        take(event("4", "app", "a", "beat", T + 3));
        take(event("5", "other", "a", "beat", T + 2));
        assertThat(sent).isEmpty();
        samples.flush();
        assertThat(sent).containsExactly("5", "3", "2");
        assertThat(passedOver).containsExactly("app", "app");
        samples.flush();
        assertThat(sent).hasSize(3);
    }

    @Test
    void shouldHoldTheSameOneOfTheSameTimeInWhateverOrderTheyCome() {
        take(event("1", "app", "a", "beat", T));
        take(event("2", "app", "a", "beat", T));
        take(event("2", "app", "b", "beat", T));
        take(event("1", "app", "b", "beat", T));
        samples.flush();
        assertThat(sent).containsExactly("2", "2");
    }

    @Test
    void shouldSendWhatConcernsOtherPoliciesAtOnceAndBehindTheHeartbeatsOfItsGroup() {
        take(event("1", "app", "a", "beat", T + 1));
        take(event("2", "app", "b", "beat", T + 1));
        take(event("3", "app", "a", "both", T + 2));
        take(event("4", "app", "a", "bad", T + 3));
        assertThat(sent).containsExactly("1", "3", "4");
        samples.flush();
        assertThat(sent).containsExactly("1", "3", "4", "2");
        assertThat(passedOver).isEmpty();
    }

    @Test
    void shouldNotHoldAlerts() {
        Event alert = new Event(
                "1",
                "app",
                EventKind.ALERT,
                T,
                "beat",
                "",
                "",
                Labels.of("host", "a"),
                null,
                new Alert("f", true, T, T));
        take(alert);
        assertThat(sent).containsExactly("1");
    }

    @Test
    void shouldReleaseAllWhenTooManyGroupsAreHeld() {
        IntStream.rangeClosed(1, HeartbeatCoalescer.MAX_HELD)
                .forEach(i -> take(event("" + i, "app", "h" + i, "beat", T)));
        assertThat(sent).isEmpty();
        take(event("more", "app", "more", "beat", T));
        assertThat(sent).hasSize(HeartbeatCoalescer.MAX_HELD + 1);
    }

    @Test
    void shouldReleaseAllWhenWhatIsHeldIsTooLong() {
        Event large = Event.of(
                "l",
                "app",
                EventKind.LOG,
                T,
                "beat",
                "x".repeat(HeartbeatCoalescer.MAX_CHARACTERS / 3),
                Map.of("host", "a"));
        take(large);
        take(event("2", "app", "a", "beat", T - 1));
        IntStream.range(0, 10).forEach(i -> take(large.notLaterThan(T - 1 - i)));
        assertThat(sent).as("one is held, whatever it stands for").isEmpty();
        List.of("b", "c", "d")
                .forEach(host ->
                        take(Event.of(host, "app", EventKind.LOG, T, "beat", large.message(), Map.of("host", host))));
        assertThat(sent).containsExactly("l", "b", "c");
        samples.flush();
        assertThat(sent).containsExactly("l", "b", "c", "d");
    }

    /**
     * An engine that gets every event, one that gets what is released at commits and before markers, and the definition
     * applied literally: at each marker, silent is who was heard before the clock less {@code for}, and not since. Between
     * two commits may be minutes of event time, as after a backlog, and silences that were over before they could be told.
     */
    @Test
    void shouldMakeAbsencesTellWhatTheyWouldTellIfNothingWasHeld() {
        int all = 0;
        int released = 0;
        int silences = 0;
        int over = 0;
        for (int seed = 0; seed < RandomCases.of(500); seed++) {
            Random random = new Random(seed);
            Told everything = new Told();
            Told held = new Told();
            HeartbeatCoalescer holding =
                    new HeartbeatCoalescer((matched, group, at) -> held.tell(matched), source -> {});
            Map<String, TreeSet<Long>> heard = new HashMap<>();
            Map<String, Long> toldOf = new HashMap<>();
            TreeSet<String> expected = new TreeSet<>();
            long time = T;
            everything.mark(time);
            held.mark(time);
            for (int i = 0; i < 200; i++) {
                time += random.nextInt(random.nextInt(20) == 0 ? 90_000 : 4_000);
                String host = "h" + random.nextInt(4);
                long late = random.nextInt(4) == 0 ? random.nextInt(20_000) : 0;
                String name = random.nextInt(12) == 0 ? "both" : random.nextInt(12) == 0 ? "bad" : "beat";
                Event event = event("app/0/" + i, "app", host, name, Math.max(T + 1, time - late));
                for (MatchedEvent matched : loaded.index().match(event)) {
                    everything.tell(matched);
                    holding.accept(matched, loaded, time);
                }
                if (!name.equals("bad")) {
                    heard.computeIfAbsent(host, h -> new TreeSet<>()).add(event.time());
                }
                if (random.nextInt(6) == 0) {
                    holding.flush();
                }
                if (random.nextInt(10) == 0) {
                    everything.mark(time);
                    holding.flush();
                    held.mark(time);
                    long clock = time - 2_000;
                    heard.forEach((who, times) -> {
                        long due = times.last() + FOR;
                        if (due < clock && !times.last().equals(toldOf.put(who, times.last()))) {
                            expected.add(who + " silent at " + due);
                        } else if (due >= clock) {
                            toldOf.remove(who);
                        }
                    });
                }
            }
            assertThat(everything.silences).as("seed %d", seed).isEqualTo(expected);
            assertThat(held.silences).as("seed %d, held", seed).isEqualTo(expected);
            assertThat(held.others).isEqualTo(everything.others);
            assertThat(held.lastHeard).isEqualTo(everything.lastHeard);
            all += everything.signals;
            released += held.signals;
            silences += expected.size();
            over += (int) heard.values().stream()
                    .mapToLong(HeartbeatCoalescerTest::gaps)
                    .sum();
        }
        assertThat(silences).isGreaterThan(RandomCases.of(1_000));
        assertThat(over).as("some were over before a marker could tell of them").isGreaterThan(silences);
        assertThat(released).isLessThan(all * 8 / 10);
    }

    private static long gaps(TreeSet<Long> times) {
        return times.stream()
                .filter(time -> times.higher(time) != null && times.higher(time) > time + FOR)
                .count();
    }

    private static final class Told {
        final DetectorEngine engine = new DetectorEngine(
                TaskAssignment.WHOLE,
                new HeapGroupStore(),
                (policy, detector) -> Optional.empty(),
                (what, policy) -> {});
        final TreeSet<String> silences = new TreeSet<>();
        final List<Detection> others = new ArrayList<>();
        final Map<String, Long> lastHeard = new HashMap<>();
        int signals;
        private long now = T;

        void tell(MatchedEvent matched) {
            signals++;
            take(matched);
        }

        void mark(long time) {
            now = Math.max(now + 1_000, time);
            TreeMap<String, Long> speakers = new TreeMap<>(Map.of("host=v", time, "host=w", time));
            take(new ProgressMarker(List.of(
                    new SourceProgress("app", "events", 0, 1, time, 0, speakers, new TreeMap<>()),
                    new SourceProgress("other", "events", 0, 1, time, 0, speakers, new TreeMap<>()))));
        }

        private void take(Signal signal) {
            for (DeciderInput input : engine.onSignal(signal, BUNDLE, now)) {
                if (input instanceof Detection detection && detection.policy().equals("silent")) {
                    silences.add(detection.group().get("host") + " silent at " + detection.time());
                } else if (input instanceof Detection detection) {
                    others.add(detection);
                } else if (input instanceof Evidence evidence
                        && evidence.policy().equals("silent")) {
                    lastHeard.put(evidence.group().get("host"), evidence.lastMatch());
                }
            }
        }
    }
}
