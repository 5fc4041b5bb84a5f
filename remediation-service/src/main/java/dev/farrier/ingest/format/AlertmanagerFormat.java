package dev.farrier.ingest.format;

import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.IngestFormat;
import dev.farrier.model.EventKind;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.SchemaWriter;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.source.FormatSettings;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.SourceContext;
import dev.farrier.policy.text.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code alertmanager}: the webhook of Alertmanager or Grafana; each alert of a notification is an event. */
public final class AlertmanagerFormat implements IngestFormat {
    /** Alertmanager waits 15 s for each peer before it, unless configured; and the second of three is the usual one. */
    private static final YamlKey<Duration> HA_GRACE = new YamlKey<>(
            "haGrace",
            YamlTypes.duration(Duration.ofDays(1)),
            false,
            Duration.ofSeconds(30),
            "For alerts: for this long after the first resolved notification of an alert, Farrier ignores firing "
                    + "notifications of the same alert that began before it, as the echo of another Alertmanager of "
                    + "the cluster.");

    private static final YamlKey<List<String>> RESOLVED_DESPITE = new YamlKey<>(
            "resolvedDespite",
            YamlTypes.oneOrMore(stateReason()),
            false,
            null,
            "For Grafana's alerts: values of the annotation grafana_state_reason with which a resolved alert still "
                    + "counts as resolved, such as MissingSeries for a query whose series go away when all is well. "
                    + "Default: none; ingest drops a resolved alert that has a reason, since it proves no recovery.");

    /** @param resolvedDespite reasons of Grafana's with which a {@code resolved} counts as one all the same */
    public record AlertSettings(Duration haGrace, List<String> resolvedDespite) implements FormatSettings {
        public AlertSettings {
            resolvedDespite = List.copyOf(resolvedDespite);
        }
    }

    @Override
    public String name() {
        return "alertmanager";
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(HA_GRACE, RESOLVED_DESPITE);
    }

    @Override
    public EventKind kind() {
        return EventKind.ALERT;
    }

    @Override
    public boolean mapped() {
        return false;
    }

    @Override
    public boolean takes(String eventKey) {
        return Set.of("kind", "value", "labels", "labelsFrom").contains(eventKey);
    }

    @Override
    public List<String> receivers() {
        return List.of("alertmanager", "grafana");
    }

    @Override
    public FormatSettings read(MapReader spec, SourceContext context) {
        return new AlertSettings(spec.get(HA_GRACE), spec.get(RESOLVED_DESPITE));
    }

    @Override
    public FormatReader reader(Source source, AvroDecoderFactory avro) {
        return new AlertReader(source);
    }

    /** What Grafana says in the annotation {@code grafana_state_reason}. */
    private static YamlType<String> stateReason() {
        List<String> reasons =
                List.of("MissingSeries", "NoData", "Error", "Updated", "Paused", "RuleDeleted", "KeepLast");
        return YamlType.ofScalar("reason", (scalar, path, map) -> {
                    if (!reasons.contains(scalar.text())) {
                        map.error(
                                scalar,
                                "'" + scalar.text() + "' is no reason of Grafana's"
                                        + Nearest.hint(scalar.text(), reasons));
                    }
                    return scalar.text();
                })
                .schema(writer -> SchemaWriter.of("enum", reasons))
                .named("stateReason");
    }
}
