package dev.farrier.stream.core;

import dev.farrier.model.DeciderInput;
import dev.farrier.model.Marker;
import dev.farrier.model.Outcome;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code outcomes.<site>}: outcomes of commands, reports of workers, and the markers behind them. A report without news is
 * not appended to the log; the next marker names its worker, so that a thousand workers cost one record a second. The last
 * reports are in memory only: after a restart each is appended once more.
 */
final class OutcomeIntake implements IntakeProcessor.InputReader {
    private final RecordCodec<Outcome> outcomes = RecordCodec.of(Outcome.class);
    private final RecordCodec<WorkerReport> reports = RecordCodec.of(WorkerReport.class);
    private final RecordCodec<Marker> markers = RecordCodec.of(Marker.class);
    private final Topics topics;

    /** A report is appended again after this time, since the decider forgets workers that were silent for long. */
    private static final long REPEAT_AFTER = Duration.ofMinutes(10).toMillis();

    /** @param at when it was appended, epoch milliseconds */
    private record LatestReport(WorkerReport report, long at) {}

    private final Map<String, Map<String, LatestReport>> latest = new HashMap<>();
    private final Map<String, TreeSet<String>> workersSinceMarker = new TreeMap<>();

    OutcomeIntake(Topics topics) {
        this.topics = topics;
    }

    @Override
    public void reset() {
        latest.clear();
        workersSinceMarker.clear();
    }

    @Override
    public @Nullable DeciderInput read(byte[] value, long appendedAt, String topic) {
        String site = topics.siteOf(topic).orElse("");
        if (markers.wrote(value)) {
            TreeSet<String> since = workersSinceMarker.remove(site);
            return new SiteProgress(site, appendedAt, since == null ? List.of() : List.copyOf(since));
        }
        if (reports.wrote(value)) {
            WorkerReport report = InputSanitizer.report(reports.decode(value), site);
            Map<String, LatestReport> ofSite = latest.computeIfAbsent(site, s -> new HashMap<>());
            LatestReport before = ofSite.get(report.worker().id());
            if (before != null && before.report().equals(report) && appendedAt - before.at() < REPEAT_AFTER) {
                workersSinceMarker
                        .computeIfAbsent(site, s -> new TreeSet<>())
                        .add(report.worker().toString());
                return null;
            }
            ofSite.put(report.worker().id(), new LatestReport(report, appendedAt));
            return report;
        }
        return InputSanitizer.outcome(outcomes.decode(value), appendedAt, site);
    }
}
