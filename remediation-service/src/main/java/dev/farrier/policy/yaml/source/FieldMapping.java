package dev.farrier.policy.yaml.source;

import com.google.re2j.Pattern;
import dev.farrier.model.EventKind;
import dev.farrier.policy.Source;
import dev.farrier.policy.Source.InputFormat;
import dev.farrier.policy.keys.Location;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.time.TimeFormat;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.tree.Fields;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code time} and {@code event} of a source: which field becomes what. */
final class FieldMapping {
    private static final String ANNOTATIONS = "annotations";

    private final Fields spec;
    private final Preset preset;
    private final InputFormat format;
    /** Fields that there are; null: any. */
    private final @Nullable Set<String> known;

    /** @param known as {@link #known} says */
    FieldMapping(Fields spec, Preset preset, @Nullable Set<String> known) {
        this.spec = spec;
        this.preset = preset;
        this.format = preset.format();
        this.known = known;
    }

    /** Fields that there are, of nested ones the outermost; null: any. */
    static @Nullable Set<String> known(Fields spec, Preset preset, @Nullable Pattern pattern, AvroReader avro) {
        if (preset.format() == InputFormat.AVRO) {
            return avro.fields();
        }
        if (preset.format() != InputFormat.LINE) {
            return null;
        }
        if (pattern != null) {
            Set<String> fields = new TreeSet<>();
            for (String group : pattern.namedGroups().keySet()) {
                fields.add(group);
                fields.add(group.replaceFirst("_\\d+$", "")); // the first of them that has found something
            }
            return fields;
        }
        // a pattern that is written but broken: nothing is known
        return spec.has("pattern") ? null : Set.of("message");
    }

    /** The preset's field, unless a pattern of the user's own does without it. */
    private String usual(String field) {
        return known == null || known.contains(field) || isPriority(field) ? field : "";
    }

    /** {@code pri.severity} is there where {@code pri} is. */
    private boolean isPriority(String field) {
        return known != null && known.contains(field.replaceFirst("\\.(severity|facility)$", ""));
    }

    Source.@Nullable TimeField time() {
        Fields time = spec.fields("time");
        Source.TimeField usual =
                preset.time() == null || usual(preset.time().field()).isEmpty() ? null : preset.time();
        if (time == null) {
            return usual;
        }
        if (!format.mapped()) {
            ownFormat("time");
        }
        String field = usual == null ? "" : usual.field();
        if (usual == null || time.has("field")) {
            Scalar written = time.requireScalar("field", "name the field that holds the time");
            field = written == null ? "" : field(written);
        }
        List<String> formats =
                preset.time() == null ? List.of("iso8601") : preset.time().formats();
        if (time.has("formats")) {
            formats = time.oneOrMore("formats").stream().map(this::timeFormat).toList();
            if (formats.isEmpty()) {
                time.error("formats", "'spec.time.formats' is empty: write at least one, such as iso8601");
            }
        }
        Pattern pattern = timePattern(time);
        ZoneId zone = zone(time);
        time.done();
        return new Source.TimeField(field, pattern, formats, zone);
    }

    private @Nullable Pattern timePattern(Fields time) {
        Scalar written = time.scalar("pattern");
        Pattern pattern = written == null ? null : DocumentTypes.regex(written, spec.problems());
        if (pattern != null
                && !pattern.namedGroups().isEmpty()
                && !pattern.namedGroups().containsKey("time")) {
            time.error("pattern", "the pattern has no group 'time': write (?P<time>…) around the time");
        }
        return pattern;
    }

    private String timeFormat(Scalar written) {
        try {
            TimeFormat unused = TimeFormat.of(written.text(), ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            spec.problems().error(written.location(), e);
        }
        return written.text();
    }

    private ZoneId zone(Fields time) {
        Scalar written = time.scalar("zone");
        try {
            return written == null ? ZoneOffset.UTC : ZoneId.of(written.text());
        } catch (DateTimeException e) {
            String zone = time.text("zone", "");
            String near = Nearest.find(zone, ZoneId.getAvailableZoneIds());
            time.error(
                    "zone",
                    "'" + zone + "' is no time zone: "
                            + (near == null
                                    ? "write UTC, +02:00 or a name such as Europe/Berlin"
                                    : "did you mean '" + near + "'?"));
            return ZoneOffset.UTC;
        }
    }

    Source.EventMapping event() {
        Source.EventMapping usual = preset.event();
        Fields event = spec.fields("event");
        if (event == null) {
            return new Source.EventMapping(
                    usual.kind(),
                    usual(usual.id()),
                    usual(usual.name()),
                    usual(usual.severity()),
                    usual(usual.message()),
                    usual(usual.value()),
                    usualLabels(),
                    usual.labelsFrom());
        }
        if (!format.mapped()) {
            for (String key : List.of("id", "name", "severity", "message", "value", "labels", "labelsFrom")) {
                boolean ofAlert = format == InputFormat.ALERTMANAGER && (key.equals("value") || key.startsWith("labels"));
                if (event.has(key) && !ofAlert) {
                    ownFormat("event." + key);
                }
            }
        }
        EventKind kind = kind(event);
        Source.EventMapping mapping = new Source.EventMapping(
                kind,
                field(event, "id", usual.id()),
                field(event, "name", usual.name()),
                field(event, "severity", usual.severity()),
                field(event, "message", usual.message()),
                field(event, "value", usual.value()),
                event.has("labels") ? labels(event) : usualLabels(),
                event.has("labelsFrom") ? labelsFrom(event) : usual.labelsFrom());
        if (kind == EventKind.METRIC && format.mapped() && mapping.value().isEmpty()) {
            event.error("kind", "kind metric needs 'event.value': name the field that holds the number");
        }
        event.done();
        return mapping;
    }

    private void ownFormat(String key) {
        spec.error(
                key.split("\\.", 2)[0],
                "'spec." + key + "' has no meaning: format " + Formats.text(format) + " says it itself; remove it");
    }

    private EventKind kind(Fields event) {
        EventKind usual = preset.event().kind();
        EventKind kind = event.choice("kind", EventKind.class, usual);
        if (format == InputFormat.OTLP && event.has("kind")) {
            ownFormat("event.kind");
            return usual;
        }
        if ((kind == EventKind.ALERT) != (format == InputFormat.ALERTMANAGER)) {
            event.error(
                    "kind",
                    format == InputFormat.ALERTMANAGER
                            ? "format alertmanager gives alerts: remove 'kind'"
                            : "kind alert needs format: alertmanager; write log, metric or event");
            return usual;
        }
        return kind;
    }

    private String field(Fields event, String key, String usual) {
        Scalar written = event.scalar(key);
        return written == null ? usual(usual) : field(written);
    }

    private String field(Scalar written) {
        for (String field : written.text().split("\\|\\|")) {
            check(written, field.strip());
        }
        return written.text();
    }

    private void check(Scalar written, String field) {
        if (known == null || known.contains(field) || isPriority(field)) {
            return;
        }
        boolean line = format == InputFormat.LINE;
        if (line || !known.contains(field.split("\\.", 2)[0])) {
            spec.problems()
                    .error(
                            written.location(),
                            (line ? "the pattern has no group '" : "the schema has no field '") + field + "'"
                                    + Nearest.hint(field, known));
        }
    }

    /** A list of fields that become labels of the same name, or a map of label to field. */
    private SortedMap<String, String> labels(Fields event) {
        SortedMap<String, String> labels = new TreeMap<>();
        if (event.get("labels") instanceof Node.MapNode) {
            event.texts("labels").forEach((label, field) -> label(labels, label, field.location(), annotation(field)));
        } else {
            event.scalars("labels").forEach(field -> label(labels, field.text(), field.location(), annotation(field)));
        }
        return Collections.unmodifiableSortedMap(labels);
    }

    /** Of an alert only annotations can be made labels. */
    private String annotation(Scalar written) {
        if (format == InputFormat.ALERTMANAGER) {
            for (String field : written.text().split("\\|\\|")) {
                if (!field.strip().startsWith(ANNOTATIONS + ".")) {
                    spec.problems()
                            .error(
                                    written.location(),
                                    "the labels of an alert are its own, and only annotations can be made labels: write '"
                                            + ANNOTATIONS + "." + field.strip() + "' if it is one");
                }
            }
        }
        return field(written);
    }

    private void label(SortedMap<String, String> labels, String label, Location place, String field) {
        if (NameRule.RESERVED.contains(label)) {
            spec.problems().error(place, "'" + label + "' is reserved and can't be a label: choose another name");
        } else if (NameRule.LABEL.allows(label)) {
            labels.put(label, field);
        } else {
            spec.problems().error(place, "'" + label + "' can't be a label: use " + NameRule.LABEL.rule());
        }
    }

    private List<String> labelsFrom(Fields event) {
        List<Scalar> objects = event.oneOrMore("labelsFrom");
        if (format == InputFormat.LINE && !objects.isEmpty()) {
            event.error("labelsFrom", "lines have no objects: name the groups in 'labels'");
            return List.of();
        }
        for (Scalar object : objects) {
            check(object, object.text());
            if (format == InputFormat.ALERTMANAGER && !object.text().equals(ANNOTATIONS)) {
                spec.problems()
                        .error(
                                object.location(),
                                "an alert has no object '" + object.text()
                                        + "' of which labels can be made: write labelsFrom: " + ANNOTATIONS
                                        + ", or for one labels: {NAME: " + ANNOTATIONS + ".NAME}");
            }
        }
        return objects.stream().map(Scalar::text).toList();
    }

    private SortedMap<String, String> usualLabels() {
        SortedMap<String, String> labels = new TreeMap<>();
        preset.event().labels().forEach((label, field) -> {
            if (!usual(field).isEmpty()) {
                labels.put(label, field);
            }
        });
        return Collections.unmodifiableSortedMap(labels);
    }
}
