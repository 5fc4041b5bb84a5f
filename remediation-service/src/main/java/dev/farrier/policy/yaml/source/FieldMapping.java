package dev.farrier.policy.yaml.source;

import static dev.farrier.policy.keys.YamlTypes.choice;
import static dev.farrier.policy.keys.YamlTypes.either;
import static dev.farrier.policy.keys.YamlTypes.filled;
import static dev.farrier.policy.keys.YamlTypes.filledList;
import static dev.farrier.policy.keys.YamlTypes.list;
import static dev.farrier.policy.keys.YamlTypes.mapOf;
import static dev.farrier.policy.keys.YamlTypes.oneOrMore;
import static dev.farrier.policy.keys.YamlTypes.regex;
import static dev.farrier.policy.keys.YamlTypes.scalar;

import com.google.re2j.Pattern;
import dev.farrier.model.EventKind;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.SourceFormat;
import dev.farrier.policy.source.SourcePreset;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.time.TimeFormat;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code time} and {@code event} of a source: which field becomes what. */
final class FieldMapping {
    static final YamlMap TIME = YamlMap.of("time", "Which field holds the event time.");
    private static final YamlKey<String> FIELD = TIME.optional(
            "field",
            filled("name the field that holds the time"),
            "The field; of several, a || b, the first that is present and not empty. Default: the preset's.");
    private static final YamlKey<Pattern> PATTERN = TIME.optional(
            "pattern",
            regex(),
            "A regular expression that finds the time in the text of the field: its group (?P<time>…), or the whole "
                    + "match. Default: the whole text is the time.");
    private static final YamlKey<List<Scalar>> FORMATS = TIME.optional(
            "formats",
            oneOrMore(scalar()).withSchemaOf(either("", scalar(), filledList(scalar(), ""))),
            "Formats, tried in order: iso8601, syslog (Jun  9 06:06:20, also with a year, a fraction, a zone, or "
                    + "Cisco's * and .), epoch_second, epoch_milli, epoch_micro, epoch_nano or Java patterns such "
                    + "as MMM d HH:mm:ss. A time without a year gets the latest year in which it is at most a day "
                    + "after the time of receipt. In the hour that comes twice when clocks are set back, the "
                    + "reading nearer to the time of receipt is used. Default: the preset's, else iso8601.");
    private static final YamlKey<Scalar> ZONE = TIME.optional(
            "zone", scalar(), "The zone of times that name none: UTC, +02:00 or Europe/Berlin. Default: " + "UTC.");

    static final YamlMap EVENT = YamlMap.of("event", "Which field becomes which part of the event.");
    private static final YamlKey<EventKind> KIND = EVENT.optional(
            "kind",
            choice(EventKind.class),
            "What the events are. Default: the preset's; log for lines, else event. alert is only for Alertmanager's format.");
    private static final YamlKey<Scalar> ID = EVENT.optional(
            "id",
            scalar(),
            "The field with the event's unique id, by which detectors find duplicates. Default: the place of the "
                    + "record, such as topic, partition and offset.");
    private static final YamlKey<Scalar> NAME = EVENT.optional("name", scalar(), "The field that becomes the name.");
    private static final YamlKey<Scalar> SEVERITY =
            EVENT.optional("severity", scalar(), "The field that becomes the severity.");
    private static final YamlKey<Scalar> MESSAGE =
            EVENT.optional("message", scalar(), "The field that becomes the message.");
    private static final YamlKey<Scalar> VALUE = EVENT.optional(
            "value",
            scalar(),
            "The field that becomes the value, a number. Kind metric needs it. Of alerts: a field of the alert, such as values.B"
                    + " of Grafana's.");
    private static final YamlKey<Node> LABELS = EVENT.optional(
            "labels",
            either("list of labels or map of label to field", list(YamlTypes.label()), YamlTypes.labels()),
            "A list of fields that become labels of the same name, or a map from label to field.");
    private static final YamlKey<List<Scalar>> LABELS_FROM = EVENT.optional(
            "labelsFrom",
            oneOrMore(scalar()),
            "Objects of which every field becomes a label, such as tags or kubernetes.labels. Names change as in "
                    + "Prometheus: app.kubernetes.io/name becomes app_kubernetes_io_name, and the reserved names "
                    + "name, message, severity and source get the prefix exported_.");

    private static final String ANNOTATIONS = "annotations";

    private final MapReader spec;
    private final SourcePreset preset;
    private final SourceFormat format;
    /** Fields that there are, of nested ones the outermost; null: any. */
    private final @Nullable Set<String> known;

    FieldMapping(MapReader spec, ChosenFormat chosen, @Nullable Set<String> known) {
        this.spec = spec;
        this.preset = chosen.preset();
        this.format = chosen.format();
        this.known = known;
    }

    /** The preset's field; empty where the user's own pattern has no such group. */
    private String ofPreset(String field) {
        return known == null || known.contains(field) || isPriority(field) ? field : "";
    }

    /** {@code pri.severity} is there where {@code pri} is. */
    private boolean isPriority(String field) {
        return known != null && known.contains(field.replaceFirst("\\.(severity|facility)$", ""));
    }

    Source.@Nullable TimeField time() {
        MapReader time = spec.find(SourceReader.TIME);
        Source.TimeField ofPreset =
                preset.time() == null || ofPreset(preset.time().field()).isEmpty() ? null : preset.time();
        if (time == null) {
            return ofPreset;
        }
        if (!format.mapped()) {
            refuse(SourceReader.TIME, "time");
        }
        String field = ofPreset == null ? "" : ofPreset.field();
        if (ofPreset == null) {
            time.require(FIELD, FIELD.type().hint());
        }
        if (time.find(FIELD) instanceof String written) {
            field = field(written, time.location(FIELD));
        }
        List<String> formats =
                preset.time() == null ? List.of("iso8601") : preset.time().formats();
        if (time.has(FORMATS)) {
            formats = time.get(FORMATS).stream().map(this::timeFormat).toList();
            if (formats.isEmpty()) {
                time.error(FORMATS, "'spec.time.formats' is empty: write at least one, such as iso8601");
            }
        }
        return new Source.TimeField(field, timePattern(time), formats, zone(time));
    }

    private static @Nullable Pattern timePattern(MapReader time) {
        Pattern pattern = time.find(PATTERN);
        if (pattern != null
                && !pattern.namedGroups().isEmpty()
                && !pattern.namedGroups().containsKey("time")) {
            time.error(PATTERN, "the pattern has no group 'time': write (?P<time>…) around the time");
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

    private static ZoneId zone(MapReader time) {
        Scalar written = time.find(ZONE);
        try {
            return written == null ? ZoneOffset.UTC : ZoneId.of(written.text());
        } catch (DateTimeException e) {
            String zone = written.text();
            String near = Nearest.find(zone, ZoneId.getAvailableZoneIds());
            time.error(
                    ZONE,
                    "'" + zone + "' is no time zone: "
                            + (near == null
                                    ? "write UTC, +02:00 or a name such as Europe/Berlin"
                                    : "did you mean '" + near + "'?"));
            return ZoneOffset.UTC;
        }
    }

    Source.EventMapping event() {
        Source.EventMapping otherwise = preset.event();
        MapReader event = spec.find(SourceReader.EVENT);
        if (event == null) {
            return new Source.EventMapping(
                    otherwise.kind(),
                    ofPreset(otherwise.id()),
                    ofPreset(otherwise.name()),
                    ofPreset(otherwise.severity()),
                    ofPreset(otherwise.message()),
                    ofPreset(otherwise.value()),
                    labelsOfPreset(),
                    otherwise.labelsFrom());
        }
        for (YamlKey<?> key : List.of(ID, NAME, SEVERITY, MESSAGE, VALUE, LABELS, LABELS_FROM)) {
            if (event.has(key) && !format.takes(key.name())) {
                refuse(SourceReader.EVENT, "event." + key.name());
            }
        }
        EventKind kind = kind(event);
        Source.EventMapping mapping = new Source.EventMapping(
                kind,
                field(event, ID, otherwise.id()),
                field(event, NAME, otherwise.name()),
                field(event, SEVERITY, otherwise.severity()),
                field(event, MESSAGE, otherwise.message()),
                field(event, VALUE, otherwise.value()),
                event.has(LABELS) ? labels(event) : labelsOfPreset(),
                event.has(LABELS_FROM) ? labelsFrom(event) : otherwise.labelsFrom());
        if (kind == EventKind.METRIC && format.mapped() && mapping.value().isEmpty()) {
            event.error(KIND, "kind metric needs 'event.value': name the field that holds the number");
        }
        return mapping;
    }

    private void refuse(YamlKey<?> at, String key) {
        spec.error(at, "'spec." + key + "' has no meaning: format " + format.name() + " says it itself; remove it");
    }

    private EventKind kind(MapReader event) {
        EventKind otherwise = preset.event().kind();
        EventKind kind = event.get(KIND, otherwise);
        if (event.has(KIND) && !format.takes(KIND.name())) {
            refuse(SourceReader.EVENT, "event.kind");
            return otherwise;
        }
        if ((kind == EventKind.ALERT) != (format.kind() == EventKind.ALERT)) {
            event.error(
                    KIND,
                    format.kind() == EventKind.ALERT
                            ? "format " + format.name() + " gives alerts: remove 'kind'"
                            : "kind alert needs format: alertmanager; write log, metric or event");
            return otherwise;
        }
        return kind;
    }

    private String field(MapReader event, YamlKey<Scalar> key, String otherwise) {
        Scalar written = event.find(key);
        return written == null ? ofPreset(otherwise) : field(written.text(), written.location());
    }

    private String field(String written, Location location) {
        for (String field : written.split("\\|\\|")) {
            check(field.strip(), location);
        }
        return written;
    }

    private void check(String field, Location location) {
        if (known == null || known.contains(field) || isPriority(field)) {
            return;
        }
        boolean line = !format.hasObjects();
        if (line || !known.contains(field.split("\\.", 2)[0])) {
            spec.problems()
                    .error(
                            location,
                            (line ? "the pattern has no group '" : "the schema has no field '") + field + "'"
                                    + Nearest.hint(field, known));
        }
    }

    private SortedMap<String, String> labels(MapReader event) {
        SortedMap<String, String> labels = new TreeMap<>();
        if (event.node(LABELS) instanceof MapNode) {
            event.as(LABELS, mapOf(null, scalar()))
                    .forEach((label, field) -> label(labels, label, field.location(), annotation(field)));
        } else {
            event.as(LABELS, list(scalar()))
                    .forEach(field -> label(labels, field.text(), field.location(), annotation(field)));
        }
        return Collections.unmodifiableSortedMap(labels);
    }

    /** Of an alert only annotations can be made labels. */
    private String annotation(Scalar written) {
        if (format.kind() == EventKind.ALERT) {
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
        return field(written.text(), written.location());
    }

    private void label(SortedMap<String, String> labels, String label, Location location, String field) {
        if (NameRule.RESERVED.contains(label)) {
            spec.problems().error(location, "'" + label + "' is reserved and can't be a label: choose another name");
        } else if (NameRule.LABEL.allows(label)) {
            labels.put(label, field);
        } else {
            spec.problems().error(location, "'" + label + "' can't be a label: use " + NameRule.LABEL.rule());
        }
    }

    private List<String> labelsFrom(MapReader event) {
        List<Scalar> objects = event.get(LABELS_FROM);
        if (!format.hasObjects() && !objects.isEmpty()) {
            event.error(LABELS_FROM, "lines have no objects: name the groups in 'labels'");
            return List.of();
        }
        for (Scalar object : objects) {
            check(object.text(), object.location());
            if (format.kind() == EventKind.ALERT && !object.text().equals(ANNOTATIONS)) {
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

    private SortedMap<String, String> labelsOfPreset() {
        SortedMap<String, String> labels = new TreeMap<>();
        preset.event().labels().forEach((label, field) -> {
            if (!ofPreset(field).isEmpty()) {
                labels.put(label, field);
            }
        });
        return Collections.unmodifiableSortedMap(labels);
    }
}
