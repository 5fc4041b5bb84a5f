package dev.farrier.policy.yaml.source;

import static dev.farrier.policy.keys.SchemaWriter.of;
import static dev.farrier.policy.keys.YamlTypes.duration;
import static dev.farrier.policy.keys.YamlTypes.filled;
import static dev.farrier.policy.keys.YamlTypes.labelNames;
import static dev.farrier.policy.keys.YamlTypes.labels;
import static dev.farrier.policy.keys.YamlTypes.list;
import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.name;
import static dev.farrier.policy.keys.YamlTypes.oneOf;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;

import dev.farrier.model.EventKind;
import dev.farrier.policy.keys.Extension;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.source.FormatSettings;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.Source.Liveness;
import dev.farrier.policy.source.Source.Origin;
import dev.farrier.policy.source.SourceContext;
import dev.farrier.policy.source.SourceFormat;
import dev.farrier.policy.source.SourcePreset;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.document.LocatedMatcher;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** {@code kind: Source}. */
public final class SourceReader {
    private static final Duration MAX_LATENESS = Duration.ofDays(1);
    private static final Duration LAG = Duration.ofSeconds(30);
    /**
     * When Prometheus dies, its watchdog may outlive another alert by the resend delay and the evaluation interval, a minute
     * each unless configured.
     */
    private static final Duration WATCHDOG_LAG = Duration.ofMinutes(3);

    private static final YamlMap LIVENESS = YamlMap.of(
            "liveness", "How Farrier knows that the source is alive, so " + "that missing events prove something.");
    private static final YamlKey<Duration> EXPECT_EVERY = LIVENESS.required(
            "expectEvery", positiveDuration(Durations.MAX), "Each live sender sends at least one event in this time.");
    private static final YamlKey<List<String>> BY =
            LIVENESS.optional("by", labelNames(), "Labels that tell the senders of the source apart, such as host.");
    private static final YamlKey<Duration> MAX_LAG = LIVENESS.optional(
            "maxLag",
            duration(Durations.MAX),
            "The longest time from an event until it can be read from the topic. With a watchdog it must be longer "
                    + "than the sum of Prometheus' resend delay, its evaluation interval and Alertmanager's "
                    + "group_interval; and maxLag plus expectEvery must fit into within of every verify: resolved. "
                    + "Default: 30s, with a watchdog 3m.");
    private static final YamlKey<List<LocatedMatcher>> WATCHDOG = LIVENESS.optional(
            "watchdog",
            DocumentTypes.matchers(),
            "Matchers of the alert that always fires: ['alertname=\"Watchdog\"']. For alerts only. A watchdog that "
                    + "began to fire after the alert had resolved (Prometheus was away, or restarted) proves "
                    + "nothing about that alert: then the policy calls a person.");

    public static final YamlMap SOURCE = YamlMap.of(
                    "source",
                    "Where events come from, and how Farrier reads their bytes. One of topic, file and " + "receiver.")
            .extensible(SourceFormat.class);
    private static final YamlKey<String> TOPIC = SOURCE.optional(
            "topic", name(NameRule.TOPIC, "write the topic's name"), "The Kafka topic that ingest " + "reads.");
    private static final YamlKey<String> FILE = SOURCE.optional(
            "file",
            filled("write the file's path"),
            "The path of a file, or a glob. Ingest follows the file through rotation, truncation and restarts. It does "
                    + "not read lines that a file already had when the source was first followed. It reads a file "
                    + "that appears later from its beginning, also when the file appeared while no process was "
                    + "running.");
    private static final YamlKey<String> RECEIVER = SOURCE.optional(
            "receiver",
            oneOf(ChosenFormat::receiverNames, List.of("github")),
            "The kind of requests that senders POST to /api/v1/receivers/….");
    static final YamlKey<MapReader> AUTHENTICATION = SOURCE.optional(
            "authentication",
            map(ReceiverReader.AUTHENTICATION),
            "How a sender authenticates to this receiver. Default: with http.receiverToken of the configuration.");
    static final YamlKey<String> FORMAT = SOURCE.optional(
            "format",
            oneOf(
                    extensions -> extensions.all(SourceFormat.class).stream()
                            .map(Extension::name)
                            .toList(),
                    List.of()),
            "The format of one record, line or request body. Default: that of the preset; else line for files, json "
                    + "for topics.");
    static final YamlKey<String> PRESET = SOURCE.optional(
            "preset",
            oneOf(ChosenFormat::presetNames, List.of()),
            "Sets format, pattern, time and event for the output of a well-known tool. Keys that you write override "
                    + "that part of the preset.");
    static final YamlKey<MapReader> TIME = SOURCE.optional(
            "time",
            map(FieldMapping.TIME),
            "Which field holds the event time. Default: the preset's; without a preset, the time at which Farrier "
                    + "received the event.");
    static final YamlKey<MapReader> EVENT = SOURCE.optional(
            "event",
            map(FieldMapping.EVENT),
            "Which field becomes which part of the event. Write fields of nested JSON with dots. Of several fields, "
                    + "log || message, the first that is present and not empty is used. For a syslog priority "
                    + "number in the field pri, pri.severity and pri.facility are its names (err, daemon).");
    private static final YamlKey<List<MapReader>> RELABELINGS = SOURCE.optional(
            "relabelings",
            list(map(Relabelings.RELABELING)),
            "As Prometheus' relabel_configs, in camel case, applied in this order. They also read and write name, "
                    + "message and severity: with a preset, use them to make labels from the message. What "
                    + "Prometheus refuses, Farrier refuses too.");
    private static final YamlKey<Duration> LATENESS = SOURCE.optional(
            "lateness",
            duration(MAX_LATENESS),
            Duration.ofSeconds(10),
            "How much older than the newest event of its group an event may be and still be evaluated.");
    private static final YamlKey<MapReader> LIVENESS_KEY = SOURCE.optional(
            "liveness",
            map(LIVENESS),
            "How Farrier knows that the source is alive, so that missing "
                    + "events prove something. Default: it never knows.");
    private static final YamlKey<SortedMap<String, String>> MAY_TARGET = SOURCE.optional(
            "mayTarget",
            labels(),
            "Labels that a resource must have so that events of this source can lead to acting on it. Default: none.");

    static {
        SOURCE.exactlyOneOf(TOPIC, FILE, RECEIVER)
                .dependent(AUTHENTICATION, RECEIVER)
                .condition(
                        of("if", of("required", List.of("receiver")), "then", of("properties", of("preset", false))));
    }

    private final Document document;
    private final Catalog catalog;
    private final MapReader spec;

    private SourceReader(Document document, Catalog catalog, MapReader spec) {
        this.document = document;
        this.catalog = catalog;
        this.spec = spec;
    }

    public static Source read(Document document, Catalog catalog) {
        return new SourceReader(document, catalog, document.open(SOURCE)).read();
    }

    private Source read() {
        Origin origin = origin();
        // After a problem both are what the user probably meant, so that the keys of that format are not reported as
        // well.
        String named = spec.find(PRESET);
        String format = spec.find(FORMAT);
        boolean guessed = named == null && spec.has(PRESET) || format == null && spec.has(FORMAT);
        ChosenFormat chosen = ChosenFormat.choose(spec, origin, named, format);
        refuseOtherFormats(chosen.format());
        FormatSettings settings = chosen.format().read(spec, context(origin, chosen.preset()));
        FieldMapping mapping = new FieldMapping(spec, chosen, guessed ? null : settings.fields());
        Source.TimeField time = mapping.time();
        Source.EventMapping event = mapping.event();
        List<MapReader> relabelings = spec.get(RELABELINGS);
        Source source = new Source(
                document.name(),
                origin,
                chosen.format(),
                settings,
                time,
                event,
                relabelings.stream().map(Relabelings::read).toList(),
                spec.get(LATENESS),
                liveness(event.kind()),
                spec.get(MAY_TARGET));
        if (!guessed) {
            checkLabels(source, relabelings);
        }
        return source;
    }

    /** Each key of a format is an error with all others. */
    private void refuseOtherFormats(SourceFormat chosen) {
        for (SourceFormat other : spec.extensions().all(SourceFormat.class)) {
            for (YamlKey<?> key : other.keys()) {
                if (spec.has(key)
                        && chosen.keys().stream().noneMatch(own -> own.name().equals(key.name()))) {
                    spec.problems()
                            .error(
                                    spec.keyLocation(key),
                                    "'" + spec.path(key) + "' is for format " + other.name() + ": remove it");
                }
            }
        }
    }

    private SourceContext context(Origin origin, SourcePreset preset) {
        return new SourceContext() {
            @Override
            public Origin origin() {
                return origin;
            }

            @Override
            public SourcePreset preset() {
                return preset;
            }

            @Override
            public void error(String message) {
                spec.error(FORMAT, message);
            }

            @Override
            public @Nullable String file(String path, Location location) {
                String content = catalog.file(path, location, spec.problems());
                if (content != null && Catalog.isDocument(path)) {
                    spec.problems()
                            .error(location, "'" + path + "' is taken for documents: call the schema's file *.avsc");
                    return null;
                }
                if (content != null) {
                    catalog.scripts().add(path);
                }
                return content;
            }
        };
    }

    private void checkLabels(Source source, List<MapReader> relabelings) {
        for (int i = 0; i < source.relabelings().size(); i++) {
            MapReader relabeling = relabelings.get(i);
            String unknown = SourceLabels.problem(source, i);
            if (unknown != null) {
                relabeling.error(Relabelings.SOURCE_LABELS, unknown);
            }
            for (String label : source.relabelings().get(i).sourceLabels()) {
                // the summary has no other name that it could be read by
                String reserved = label.equals("message") ? null : AlertNames.problem(source, label);
                if (reserved != null) {
                    relabeling.error(Relabelings.SOURCE_LABELS, reserved);
                }
            }
        }
        MapReader written = spec.find(LIVENESS_KEY);
        Liveness liveness = source.liveness();
        if (written != null && liveness != null) {
            checkLiveness(source, liveness, written);
        }
        boolean some = catalog.resources().isEmpty()
                || catalog.resources().values().stream()
                        .anyMatch(resource -> resource.labels()
                                .entrySet()
                                .containsAll(source.mayTarget().entrySet()));
        if (!some) {
            spec.problems()
                    .warning(
                            spec.location(MAY_TARGET),
                            "no resource has the labels " + source.mayTarget()
                                    + ": nothing can be done for this source");
        }
    }

    private static void checkLiveness(Source source, Liveness liveness, MapReader written) {
        Set<String> labels = SourceLabels.of(source);
        for (String label : liveness.by()) {
            if (labels != null && !labels.contains(label) && !NameRule.RESERVED.contains(label)) {
                written.error(BY, "events of this source have no label '" + label + "'" + Nearest.hint(label, labels));
            }
            String reserved = AlertNames.problem(source, label);
            if (reserved != null) {
                written.error(BY, reserved);
            }
        }
        List<LocatedMatcher> watchdog = liveness.watchdog().stream()
                .map(matcher -> new LocatedMatcher(matcher, written.location(WATCHDOG)))
                .toList();
        List<LocatedMatcher> unused = AlertNames.check(watchdog, List.of(source), written.problems());
    }

    private Origin origin() {
        String origin = spec.chosen(List.of("topic", "receiver", "file"), "only one of topic, receiver and file");
        if (origin == null) {
            spec.missing(
                    List.of(TOPIC, RECEIVER, FILE), spec.location(), "no origin: write one of topic, receiver or file");
        }
        String topic = spec.get(TOPIC);
        String receiver = spec.get(RECEIVER, "events");
        String file = spec.get(FILE);
        if (!spec.has(RECEIVER) && spec.has(AUTHENTICATION)) {
            spec.problems()
                    .error(
                            spec.keyLocation(AUTHENTICATION),
                            "'spec.authentication' is for receivers: remove it; Kafka's own is in kafka.* of the configuration");
        }
        return switch (origin) {
            case "receiver" -> ReceiverReader.read(spec, receiver);
            case "file" -> new Origin.FileOrigin(file);
            case null, default -> new Origin.TopicOrigin(topic);
        };
    }

    private @Nullable Liveness liveness(EventKind kind) {
        MapReader liveness = spec.find(LIVENESS_KEY);
        if (liveness == null) {
            return null;
        }
        List<Matcher> watchdog =
                liveness.get(WATCHDOG).stream().map(LocatedMatcher::matcher).toList();
        if (!watchdog.isEmpty() && kind != EventKind.ALERT) {
            liveness.error(WATCHDOG, "a watchdog is an alert: remove it, or read alerts with format: alertmanager");
        }
        return new Liveness(
                liveness.get(EXPECT_EVERY),
                liveness.get(BY),
                liveness.get(MAX_LAG, watchdog.isEmpty() ? LAG : WATCHDOG_LAG),
                watchdog);
    }
}
