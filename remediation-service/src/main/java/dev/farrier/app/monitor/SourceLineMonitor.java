package dev.farrier.app.monitor;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects a source none of whose lines can be used: all are late, all are in the future, or none can be read. That is so when
 * at least the last {@link #AT_LEAST} lines, over a minute or longer, were such, and ends with the first line that is not.
 */
public final class SourceLineMonitor {
    static final int AT_LEAST = 10;
    static final Duration AT_LEAST_FOR = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(SourceLineMonitor.class);

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Map<String, Run> untimely = new ConcurrentHashMap<>();
    private final Map<String, Run> unreadable = new ConcurrentHashMap<>();
    private final Set<String> metered = new HashSet<>();

    /** Consecutive lines none of which could be used. */
    private static final class Run {
        private final long since;
        private long unreadable;
        private long late;
        private long future;
        private long furthest;
        private boolean logged;

        Run(long since) {
            this.since = since;
        }

        boolean isFault(long now) {
            return unreadable + late + future >= AT_LEAST && now - since >= AT_LEAST_FOR.toMillis();
        }

        String fault() {
            return unreadable > 0 ? "unreadable" : late >= future ? "late" : "future";
        }

        String why() {
            if (unreadable > 0) {
                return "its last " + Phrases.count(unreadable, "line")
                        + " could not be read; the dead-letter topic says why: 'farrier events tail --dead-letters'";
            }
            String far = Durations.format(Duration.ofSeconds(Math.abs(furthest) / 1_000));
            return "of its last " + Phrases.count(late + future, "line") + " " + late + " came late and " + future
                    + " had a time in the future, by up to " + far
                    + ": check the time zone of its 'time' and the clock of the sender";
        }
    }

    SourceLineMonitor(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Meters these from now on: to be called with the sources of each bundle that comes into force. */
    public synchronized void follow(Set<String> sources) {
        sources.forEach(this::meter);
    }

    public void recordLines(String source, long readable, long refused) {
        if (readable > 0 && !unreadable.containsKey(source)) {
            return;
        }
        record(unreadable, source, readable > 0, refused > 0, run -> run.unreadable += refused);
    }

    /** As {@link dev.farrier.stream.topology.StageListener#times}. */
    void recordTimes(String source, long fine, long late, long future, long furthest) {
        record(untimely, source, fine > 0, late + future > 0, run -> {
            run.late += late;
            run.future += future;
            run.furthest = Math.max(run.furthest, furthest);
        });
        record(unreadable, source, false, false, run -> {});
    }

    private synchronized void record(
            Map<String, Run> runs, String source, boolean fine, boolean wrong, Consumer<Run> add) {
        Run run = runs.get(source);
        if (fine) {
            runs.remove(source);
            if (run != null && run.logged) {
                LOG.info("Source {} can be used again", source);
            }
            return;
        }
        long now = clock.millis();
        if (wrong) {
            run = runs.computeIfAbsent(source, name -> new Run(now));
            add.accept(run);
            meter(source);
        }
        if (run != null && !run.logged && run.isFault(now)) {
            run.logged = true;
            LOG.warn("No line of source {} can be used: {}", source, run.why());
        }
    }

    private void meter(String source) {
        if (metered.add(source)) {
            for (String fault : List.of("late", "future", "unreadable")) {
                Meters.SOURCE_UNUSABLE.gauge(
                        registry,
                        () -> isFault(untimely.get(source), fault) || isFault(unreadable.get(source), fault) ? 1 : 0,
                        source,
                        fault);
            }
        }
    }

    private synchronized boolean isFault(@Nullable Run run, String fault) {
        return run != null && run.isFault(clock.millis()) && run.fault().equals(fault);
    }

    /**
     * One for each source that can't be used.
     *
     * @param sources the sources of the policies in force
     */
    public synchronized List<ReadinessCheck> checks(Set<String> sources) {
        List<ReadinessCheck> checks = new ArrayList<>();
        for (Map<String, Run> runs : List.of(untimely, unreadable)) {
            runs.forEach((source, run) -> {
                if (sources.contains(source) && run.isFault(clock.millis())) {
                    checks.add(ReadinessCheck.noncritical("source " + source, false, run.fault() + ": " + run.why()));
                }
            });
        }
        return checks;
    }
}
