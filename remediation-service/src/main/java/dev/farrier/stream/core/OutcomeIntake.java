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
 * {@code outcomes.<site>}: what workers say of commands, what they can take, and the markers behind it. A report that says
 * nothing new is only named with the next marker, so that a thousand workers are one record a second. What is remembered for
 * that is soft: after a restart each report is news once.
 */
final class OutcomeIntake implements IntakeProcessor.InputReader {
    private final RecordCodec<Outcome> outcomes = RecordCodec.of(Outcome.class);
    private final RecordCodec<WorkerReport> reports = RecordCodec.of(WorkerReport.class);
    private final RecordCodec<Marker> markers = RecordCodec.of(Marker.class);
    private final Topics topics;

    /** Then a report is news again: the decider forgets who was silent for long. */
    private static final long SAY_AGAIN = Duration.ofMinutes(10).toMillis();

    /** @param at when it was appended, epoch milliseconds */
    private record Latest(WorkerReport report, long at) {}

    private final Map<String, Map<String, Latest>> latest = new HashMap<>();
    private final Map<String, TreeSet<String>> heard = new TreeMap<>();

    OutcomeIntake(Topics topics) {
        this.topics = topics;
    }

    @Override
    public void reset() {
        latest.clear();
        heard.clear();
    }

    @Override
    public @Nullable DeciderInput read(byte[] value, long appendedAt, String topic) {
        String site = topics.siteOf(topic).orElse("");
        if (markers.wrote(value)) {
            TreeSet<String> since = heard.remove(site);
            return new SiteProgress(site, appendedAt, since == null ? List.of() : List.copyOf(since));
        }
        if (reports.wrote(value)) {
            WorkerReport report = InputSanitizer.report(reports.decode(value), site);
            Map<String, Latest> ofSite = latest.computeIfAbsent(site, s -> new HashMap<>());
            Latest before = ofSite.get(report.worker().id());
            if (before != null && before.report().equals(report) && appendedAt - before.at() < SAY_AGAIN) {
                heard.computeIfAbsent(site, s -> new TreeSet<>())
                        .add(report.worker().toString());
                return null;
            }
            ofSite.put(report.worker().id(), new Latest(report, appendedAt));
            return report;
        }
        return InputSanitizer.outcome(outcomes.decode(value), appendedAt, site);
    }
}
