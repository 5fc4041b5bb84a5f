package dev.farrier.ingest;

import com.google.re2j.Pattern;
import dev.farrier.ingest.format.AlertmanagerFormat;
import dev.farrier.ingest.format.EventsFormat;
import dev.farrier.ingest.format.JsonFormat;
import dev.farrier.ingest.format.LineFormat;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.SourceFormat;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds sources for tests, by hand and in one line. */
final class SourceFixture {
    private final SourceFormat format;
    private String name = "src";
    private Pattern pattern;
    private Source.TimeField time;
    private EventKind kind = EventKind.LOG;
    private final SortedMap<String, String> fields = new TreeMap<>();
    private final SortedMap<String, String> labels = new TreeMap<>();
    private List<String> resolvedDespite = List.of();
    private final List<Source.Relabeling> relabelings = new ArrayList<>();

    private SourceFixture(SourceFormat format) {
        this.format = format;
    }

    static SourceFixture line(String pattern) {
        SourceFixture fixture = new SourceFixture(new LineFormat());
        fixture.pattern = pattern == null ? null : Pattern.compile(pattern);
        return fixture;
    }

    static SourceFixture json() {
        return new SourceFixture(new JsonFormat());
    }

    static SourceFixture events() {
        return new SourceFixture(new EventsFormat()).kind(EventKind.EVENT);
    }

    static SourceFixture alertmanager() {
        return new SourceFixture(new AlertmanagerFormat()).kind(EventKind.ALERT);
    }

    SourceFixture name(String name) {
        this.name = name;
        return this;
    }

    SourceFixture kind(EventKind kind) {
        this.kind = kind;
        return this;
    }

    SourceFixture time(String field, String... formats) {
        return time(ZoneOffset.UTC, field, formats);
    }

    SourceFixture time(ZoneId zone, String field, String... formats) {
        this.time = new Source.TimeField(field, List.of(formats), zone);
        return this;
    }

    /** {@code "message", "msg"}: the event's message is the field msg. */
    SourceFixture map(String what, String field) {
        fields.put(what, field);
        return this;
    }

    SourceFixture label(String label, String field) {
        labels.put(label, field);
        return this;
    }

    SourceFixture relabel(String action, List<String> from, String regex, String target, String replacement) {
        // as policy.yaml compiles it: like Prometheus, the point matches a line end too
        Pattern compiled = Pattern.compile(regex, Pattern.DOTALL);
        relabelings.add(new Source.Relabeling(from, ";", compiled, target, replacement, action));
        return this;
    }

    SourceFixture resolvedDespite(List<String> reasons) {
        resolvedDespite = reasons;
        return this;
    }

    Source source() {
        return new Source(
                name,
                new Source.Origin.TopicOrigin("topic"),
                format,
                format.kind() == EventKind.ALERT
                        ? new AlertmanagerFormat.AlertSettings(Duration.ZERO, resolvedDespite)
                        : new LineFormat.LineSettings(pattern),
                time,
                new Source.EventMapping(
                        kind,
                        field("id"),
                        field("name"),
                        field("severity"),
                        field("message"),
                        field("value"),
                        labels,
                        List.of()),
                relabelings,
                Duration.ZERO,
                null,
                Labels.empty());
    }

    Ingest ingest() {
        return Ingest.of(source());
    }

    private String field(String what) {
        return fields.getOrDefault(what, "");
    }
}
