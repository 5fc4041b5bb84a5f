package dev.farrier.benchmarks.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines can be compared only if they do the same. */
class SameFiringsTest {
    private static final int EVENTS = 60_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void shouldFindTheSameFailures(int policies) {
        List<String> floor = new ArrayList<>();
        List<String> farrier = new ArrayList<>();
        List<String> drools = new ArrayList<>();
        // a window that is short for the stream, so that events leave it all the time
        long within = 40_000;
        run(new Floor(policies, within, into(floor)), policies);
        run(new Farrier(policies, "40s", into(farrier)), policies);
        run(new Drools(policies, within, into(drools)), policies);
        assertThat(floor).hasSizeGreaterThan(50);
        assertThat(farrier).isEqualTo(floor);
        assertThat(drools).isEqualTo(floor);
    }

    private static <E> void run(Engine<E> engine, int policies) {
        Readings readings = Readings.of(policies);
        for (int i = 0; i < EVENTS; i++) {
            engine.on(engine.prepare(readings.next()));
        }
        engine.close();
    }

    private static Engine.Firings into(List<String> found) {
        return (policy, host, time) -> found.add(time + " " + policy + " " + host);
    }
}
