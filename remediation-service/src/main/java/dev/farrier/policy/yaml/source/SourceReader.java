package dev.farrier.policy.yaml.source;

import com.google.re2j.Pattern;
import dev.farrier.model.EventKind;
import dev.farrier.policy.Matcher;
import dev.farrier.policy.Source;
import dev.farrier.policy.Source.InputFormat;
import dev.farrier.policy.Source.Liveness;
import dev.farrier.policy.Source.Origin;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.LocatedMatcher;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.tree.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code kind: Source}. */
public final class SourceReader {

    /** What Grafana says in the annotation {@code grafana_state_reason}. */
    private static final List<String> REASONS =
            List.of("MissingSeries", "NoData", "Error", "Updated", "Paused", "RuleDeleted", "KeepLast");

    private static final Duration LATENESS = Duration.ofSeconds(10);
    private static final Duration MAX_LATENESS = Duration.ofDays(1);
    /** Alertmanager waits 15 s for each peer before it, unless configured; and the second of three is the usual one. */
    private static final Duration HA_GRACE = Duration.ofSeconds(30);

    private static final Duration LAG = Duration.ofSeconds(30);
    /**
     * When Prometheus dies, its watchdog may outlive another alert by the resend delay and the evaluation interval, a minute
     * each unless configured.
     */
    private static final Duration WATCHDOG_LAG = Duration.ofMinutes(3);

    private final Document document;
    private final Catalog catalog;
    private final Fields spec;

    private SourceReader(Document document, Catalog catalog) {
        this.document = document;
        this.catalog = catalog;
        this.spec = document.spec();
    }

    public static Source read(Document document, Catalog catalog) {
        return new SourceReader(document, catalog).read();
    }

    private Source read() {
        Origin origin = origin();
        String named = known("preset", Presets.names(), List.of());
        String format = known("format", Formats.NAMES, List.of());
        // what is written is unknown, and like nothing that is: so are the fields
        boolean guessed = named == null && spec.has("preset") || format == null && spec.has("format");
        Preset preset = Formats.choose(spec, origin, named, format);
        Pattern pattern = pattern(preset);
        AvroReader avro = AvroReader.read(spec, preset.format(), origin, catalog);
        FieldMapping mapping =
                new FieldMapping(spec, preset, guessed ? null : FieldMapping.known(spec, preset, pattern, avro));
        Source.TimeField time = mapping.time();
        Source.EventMapping event = mapping.event();
        Source source = new Source(
                document.name(),
                origin,
                preset.format(),
                pattern,
                time,
                event,
                Relabelings.read(spec),
                lateness(),
                haGrace(preset),
                liveness(event.kind()),
                DocumentTypes.labels(spec, "mayTarget"),
                avro.schema(),
                resolvedDespite(preset.format()));
        spec.done();
        if (!guessed) {
            checkLabels(source);
        }
        return source;
    }

    private void checkLabels(Source source) {
        List<Fields> relabelings = spec.maps("relabelings");
        for (int i = 0; i < source.relabelings().size(); i++) {
            String problem = SourceLabels.problem(source, i);
            if (problem != null) {
                relabelings.get(i).error("sourceLabels", problem);
            }
        }
        checkReserved(source, relabelings);
        Set<String> labels = SourceLabels.of(source);
        Fields liveness = spec.fields("liveness");
        if (labels != null && liveness != null && source.liveness() != null) {
            for (String label : source.liveness().by()) {
                if (!labels.contains(label) && !NameRule.RESERVED.contains(label)) {
                    liveness.error(
                            "by", "events of this source have no label '" + label + "'" + Nearest.hint(label, labels));
                }
            }
        }
        boolean some = catalog.resources().isEmpty()
                || catalog.resources().values().stream()
                        .anyMatch(resource -> resource.labels()
                                .entrySet()
                                .containsAll(source.mayTarget().entrySet()));
        if (!some) {
            spec.problems()
                    .warning(
                            spec.location("mayTarget"),
                            "no resource has the labels " + source.mayTarget()
                                    + ": nothing can be done for this source");
        }
    }

    /** Of alerts, where a label may be meant that has another name here. */
    private void checkReserved(Source source, List<Fields> relabelings) {
        for (int i = 0; i < source.relabelings().size(); i++) {
            for (String label : source.relabelings().get(i).sourceLabels()) {
                // the summary has no other name that it could be read by
                String problem = label.equals("message") ? null : AlertNames.problem(source, label);
                if (problem != null) {
                    relabelings.get(i).error("sourceLabels", problem);
                }
            }
        }
        Fields written = spec.fields("liveness");
        Liveness liveness = source.liveness();
        if (written == null || liveness == null) {
            return;
        }
        for (String label : liveness.by()) {
            String problem = AlertNames.problem(source, label);
            if (problem != null) {
                written.error("by", problem);
            }
        }
        List<LocatedMatcher> watchdog = liveness.watchdog().stream()
                .map(matcher -> new LocatedMatcher(matcher, written.location("watchdog")))
                .toList();
        List<LocatedMatcher> unused = AlertNames.check(watchdog, List.of(source), spec.problems());
    }

    private Origin origin() {
        List<String> given = new ArrayList<>();
        for (String key : List.of("topic", "receiver", "file")) {
            if (spec.has(key)) {
                given.add(key);
            }
        }
        if (given.isEmpty()) {
            spec.problems().error(spec.location(), "no origin: write one of topic, receiver or file");
        } else if (given.size() > 1) {
            spec.problems()
                    .error(
                            spec.keyLocation(given.get(1)),
                            "only one of topic, receiver and file: remove " + given.get(1) + " or " + given.get(0));
        }
        String topic = spec.has("topic") ? topic() : "";
        String receiver = spec.has("receiver") ? receiver() : "";
        String file = spec.has("file") ? spec.requireText("file", "write the file's path") : "";
        if (!spec.has("receiver")) {
            ReceiverReader.refuse(spec);
        }
        return switch (given.isEmpty() ? "topic" : given.get(0)) {
            case "receiver" -> ReceiverReader.read(spec, receiver);
            case "file" -> new Origin.FileOrigin(file);
            default -> new Origin.TopicOrigin(topic);
        };
    }

    private String topic() {
        Scalar topic = spec.requireScalar("topic", "write the topic's name");
        return topic == null ? "" : DocumentTypes.name(topic, NameRule.TOPIC, spec.problems());
    }

    private String receiver() {
        String receiver = known("receiver", ReceiverReader.NAMES, ReceiverReader.LATER);
        return receiver == null ? "events" : receiver;
    }

    /**
     * One of a list, with a word of its own for what comes later; null when it is not there. After a problem the one that was
     * probably meant, so that nothing is said to be wrong that is only unlike another's; null when that is none.
     */
    private @Nullable String known(String key, List<String> now, List<String> later) {
        Scalar written = spec.scalar(key);
        if (written == null || now.contains(written.text())) {
            return written == null ? null : written.text();
        }
        String what = "'" + spec.path(key) + "': '" + written.text() + "' ";
        spec.error(
                key,
                later.contains(written.text())
                        ? what + "is not supported yet: write one of " + String.join(", ", now)
                        : what + "is unknown" + Nearest.hint(written.text(), now));
        return later.contains(written.text()) ? null : Nearest.find(written.text(), now);
    }

    private @Nullable Pattern pattern(Preset preset) {
        Scalar written = spec.scalar("pattern");
        if (preset.format() != InputFormat.LINE) {
            if (written != null) {
                spec.problems().error(spec.keyLocation("pattern"), "'spec.pattern' is for format line: remove it");
            }
            return null;
        }
        if (written != null) {
            Pattern pattern = DocumentTypes.regex(written, spec.problems());
            if (pattern != null && pattern.namedGroups().isEmpty()) {
                spec.error("pattern", "the pattern has no named group: name what it finds, such as (?P<message>.*)");
                return null;
            }
            return pattern;
        }
        return preset.pattern();
    }

    private List<String> resolvedDespite(InputFormat format) {
        if (format != InputFormat.ALERTMANAGER && spec.has("resolvedDespite")) {
            spec.error("resolvedDespite", "'spec.resolvedDespite' has no meaning: only alerts resolve; remove it");
        }
        for (Scalar reason : spec.oneOrMore("resolvedDespite")) {
            if (!REASONS.contains(reason.text())) {
                spec.problems()
                        .error(
                                reason.location(),
                                "'" + reason.text() + "' is no reason of Grafana's"
                                        + Nearest.hint(reason.text(), REASONS));
            }
        }
        return spec.oneOrMore("resolvedDespite").stream().map(Scalar::text).toList();
    }

    private Duration lateness() {
        return spec.duration("lateness", LATENESS, MAX_LATENESS);
    }

    private Duration haGrace(Preset preset) {
        if (spec.has("haGrace") && preset.format() != Source.InputFormat.ALERTMANAGER) {
            spec.error("haGrace", "'" + spec.path("haGrace") + "' is for alerts only: remove it");
        }
        return spec.duration("haGrace", HA_GRACE, MAX_LATENESS);
    }

    private @Nullable Liveness liveness(EventKind kind) {
        MapReader liveness = spec.open("liveness", SourceKeys.LIVENESS);
        if (liveness == null) {
            return null;
        }
        List<Matcher> watchdog = liveness.get(SourceKeys.WATCHDOG).stream()
                .map(LocatedMatcher::matcher)
                .toList();
        if (!watchdog.isEmpty() && kind != EventKind.ALERT) {
            liveness.error(
                    SourceKeys.WATCHDOG, "a watchdog is an alert: remove it, or read alerts with format: alertmanager");
        }
        return new Liveness(
                liveness.get(SourceKeys.EXPECT_EVERY),
                liveness.get(SourceKeys.BY),
                liveness.get(SourceKeys.MAX_LAG, watchdog.isEmpty() ? LAG : WATCHDOG_LAG),
                watchdog);
    }
}
