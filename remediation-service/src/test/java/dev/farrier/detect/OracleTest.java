package dev.farrier.detect;

import static dev.farrier.detect.Fixture.detections;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.DeciderInput;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random streams, judged by a reference that looks at the whole history each time and is too simple to be wrong. */
class OracleTest {
    private static final int STREAMS = 400;
    private static final String[] HOSTS = {"a", "b", "c"};
    private static final long FOR = 40_000;

    /** @param id the same for an event and its duplicates */
    private record Said(int id, String host, long time) {}

    /** What the engine is tried under: each must give the same detections. */
    enum Way {
        PLAIN,
        RESTARTED_AFTER_EVERY_EVENT,
        WITH_DUPLICATES
    }

    private static List<Said> stream(Random random) {
        List<Said> stream = new ArrayList<>();
        long time = 1_000_000;
        for (int i = 0; i < 80; i++) {
            time += random.nextInt(4) == 0 ? 0 : random.nextInt(12_000);
            stream.add(new Said(i, HOSTS[random.nextInt(HOSTS.length)], time));
        }
        return stream;
    }

    private static List<Said> withDuplicates(List<Said> stream, Random random) {
        List<Said> with = new ArrayList<>();
        for (Said said : stream) {
            with.add(said);
            if (random.nextInt(3) == 0) {
                with.add(with.get(Math.max(0, with.size() - 1 - random.nextInt(5))));
            }
        }
        return with;
    }

    private static String told(String host, long time) {
        return host + "@" + time;
    }

    private static List<String> told(List<DeciderInput> out) {
        return detections(out).stream()
                .map(detection -> told(detection.group().getOrDefault("host", ""), detection.time()))
                .toList();
    }

    private static List<Said> way(Way way, List<Said> stream, Random random) {
        return way == Way.WITH_DUPLICATES ? withDuplicates(stream, random) : stream;
    }

    @ParameterizedTest
    @EnumSource
    void shouldAgreeWithReferenceOnEachAndThreshold(Way way) {
        int fired = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(6);
            long within = 1 + random.nextInt(60_000);
            boolean each = seed % 5 == 0;
            Detector detector = each ? Fixture.each() : Fixture.threshold(count, within);
            List<Said> stream = stream(random);
            Fixture f = Fixture.of(detector, Fixture.quiet());
            List<String> actual = new ArrayList<>();
            for (Said said : way(way, stream, random)) {
                actual.addAll(told(f.event("e" + said.id, said.host, said.time, "bad")));
                if (way == Way.RESTARTED_AFTER_EVERY_EVENT) {
                    f.restart();
                }
            }
            List<String> expected = each
                    ? stream.stream().map(said -> told(said.host, said.time)).toList()
                    : threshold(stream, count, within);
            assertThat(actual).as("seed %s", seed).isEqualTo(expected);
            fired += expected.size();
        }
        assertThat(fired).isGreaterThan(STREAMS);
    }

    /** Looks back from each event over everything since the group's last firing. */
    private static List<String> threshold(List<Said> stream, int count, long within) {
        List<String> fired = new ArrayList<>();
        int[] since = new int[HOSTS.length];
        for (int i = 0; i < stream.size(); i++) {
            Said now = stream.get(i);
            int host = List.of(HOSTS).indexOf(now.host);
            long seen = stream.subList(since[host], i + 1).stream()
                    .filter(said -> said.host.equals(now.host) && said.time > now.time - within)
                    .count();
            if (seen >= count) {
                fired.add(told(now.host, now.time));
                since[host] = i + 1;
            }
        }
        return fired;
    }

    @ParameterizedTest
    @EnumSource(names = "RESTARTED_AFTER_EVERY_EVENT", mode = EnumSource.Mode.EXCLUDE)
    void shouldAgreeWithReferenceOnAbsenceWhileSourceIsAlive(Way way) {
        int fired = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            List<Said> stream = stream(random);
            Fixture f = Fixture.of(Fixture.absence(FOR), new Clearing.FreshEvent());
            TreeSet<String> actual = new TreeSet<>();
            for (Said said : way(way, stream, random)) {
                actual.addAll(told(f.marker(said.time, "watchdog")));
                actual.addAll(told(f.event("e" + said.id, said.host, said.time, "bad")));
            }
            long end = stream.getLast().time;
            actual.addAll(told(f.marker(end, "watchdog")));
            TreeSet<String> expected = silences(stream, end);
            assertThat(actual).as("seed %s", seed).isEqualTo(expected);
            fired += expected.size();
        }
        assertThat(fired).isGreaterThan(STREAMS);
    }

    /** Every pause of a host that is longer than FOR, if its end was passed. */
    private static TreeSet<String> silences(List<Said> stream, long end) {
        TreeSet<String> silences = new TreeSet<>();
        for (String host : HOSTS) {
            List<Long> times = Stream.concat(
                            stream.stream()
                                    .filter(said -> said.host.equals(host))
                                    .map(Said::time),
                            Stream.of(end))
                    .sorted(Comparator.naturalOrder())
                    .toList();
            for (int i = 0; i + 1 < times.size(); i++) {
                if (times.get(i) + FOR < times.get(i + 1)) {
                    silences.add(told(host, times.get(i) + FOR));
                }
            }
        }
        return silences;
    }

    @Test
    void shouldReadBackWhatItWrote() {
        UnaryOperator<byte[]> symptom = state -> Symptom.read(state).write();
        UnaryOperator<byte[]> window = state -> Window.read(state).write();
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Fixture f = Fixture.of(Fixture.threshold(3, 30_000), new Clearing.Resolved());
            for (Said said : stream(random)) {
                f.event("ö" + said.id, said.host, said.time, "bad");
                f.alert(said.host, "f" + random.nextInt(3), random.nextBoolean(), said.time - 5, said.time);
                f.store
                        .range("w|", "w}", 9)
                        .forEach(
                                entry -> assertThat(window.apply(entry.value())).isEqualTo(entry.value()));
                f.store
                        .range("s|", "s}", 9)
                        .forEach(entry ->
                                assertThat(symptom.apply(entry.value())).isEqualTo(entry.value()));
            }
        }
    }
}
