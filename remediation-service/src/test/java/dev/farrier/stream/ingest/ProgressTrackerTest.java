package dev.farrier.stream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Alert;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source;
import dev.farrier.stream.topology.Brain;
import dev.farrier.stream.topology.StageListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProgressTrackerTest {
    private static final long T = 1_700_000_000_000L;
    private static final String EVENTS = "farrier.events";

    private final Bundle bundle = Brain.compile("""
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: prometheus}
            spec:
              receiver: alertmanager
              format: alertmanager
              liveness: {expectEvery: 1m, by: [cluster], watchdog: ['name="Watchdog"'], maxLag: 10s}
            """);
    private final Source source = Objects.requireNonNull(bundle.sources().get("prometheus"));
    private final ProgressTracker progresses = new ProgressTracker();

    @Test
    void shouldTellSinceWhenTheWatchdogFires() {
        saw("Watchdog", "eu", T, true, T - 60_000);
        saw("Watchdog", "us", T + 1, true, T - 30_000);

        SourceProgress told = take();
        assertThat(told.heard()).containsOnly(Map.entry("cluster=eu", T), Map.entry("cluster=us", T + 1));
        assertThat(told.watchdogSince())
                .containsOnly(Map.entry("cluster=eu", T - 60_000), Map.entry("cluster=us", T - 30_000));
    }

    @Test
    void shouldTellOfANewWatchdog() {
        saw("Watchdog", "eu", T, true, T - 60_000);
        saw("Watchdog", "eu", T + 5_000, true, T + 4_000);

        assertThat(take().watchdogSince()).containsOnly(Map.entry("cluster=eu", T + 4_000));
    }

    @Test
    void shouldTakeNeitherOtherAlertsNorAResolvedWatchdogForASign() {
        saw("Down", "eu", T, true, T);
        saw("Watchdog", "eu", T, false, T - 60_000);

        assertThat(take().heard()).isEmpty();
        assertThat(take().watchdogSince()).isEmpty();
    }

    @Test
    void shouldTellOnlyWhatIsNew() {
        saw("Watchdog", "eu", T, true, T - 60_000);
        take();

        assertThat(take().heard()).isEmpty();
        assertThat(take().watchdogSince()).isEmpty();
        assertThat(take().watermark()).isEqualTo(T);
    }

    @Test
    void shouldTellOfASpeakerThatWasHeardBeforeTheSourceWasLookedAt() {
        saw("Watchdog", "eu", T, true, T - 60_000);
        assertThat(progresses.drainMarkers(bundle, EVENTS, Set.of(EVENTS), 0, ReadProgress.NONE, StageListener.NONE))
                .as("nobody knows yet how many partitions there are")
                .isEmpty();

        assertThat(take().heard()).containsOnly(Map.entry("cluster=eu", T));
        assertThat(take().heard()).as("told once").isEmpty();
    }

    private void saw(String name, String cluster, long time, boolean firing, long startsAt) {
        progresses.record(event(name, cluster, time, firing, startsAt), source, time);
    }

    private static Event event(String name, String cluster, long time, boolean firing, long startsAt) {
        return new Event(
                "id",
                "prometheus",
                EventKind.ALERT,
                time,
                name,
                "",
                "",
                Labels.of("cluster", cluster),
                null,
                new Alert("f-" + name + cluster, firing, startsAt, startsAt));
    }

    @Test
    void shouldTellHowManyEventsWereLateOrAheadOfTheirTime() {
        List<String> told = new ArrayList<>();
        StageListener listener = new StageListener() {
            @Override
            public void times(String of, long fine, long late, long future, long furthest) {
                told.add(of + ": " + fine + " fine, " + late + " late, " + future + " ahead, at most " + furthest);
            }
        };
        for (long lag : new long[] {0, 300_000, 300_001, 400_000, -60_000, -60_001}) {
            progresses.record(event("n", "eu", T, true, T), source, T + lag);
        }
        take(listener);
        take(listener);
        assertThat(told)
                .containsExactly(
                        "prometheus: 3 fine, 2 late, 1 ahead, at most 400000",
                        "prometheus: 0 fine, 0 late, 0 ahead, at most 0");
    }

    private SourceProgress take() {
        return take(StageListener.NONE);
    }

    private SourceProgress take(StageListener listener) {
        ReadProgress read =
                new ReadProgress(new TreeMap<>(Map.of(EVENTS, 1)), Map.of(new TopicPartition(EVENTS, 0), T));
        List<ProgressMarker> markers = progresses.drainMarkers(bundle, EVENTS, Set.of(EVENTS), 0, read, listener);
        return markers.getFirst().sources().getFirst();
    }
}
