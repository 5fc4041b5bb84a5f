package dev.farrier.policy.yaml.source;

import static dev.farrier.policy.yaml.source.Preset.labels;

import dev.farrier.model.EventKind;
import dev.farrier.policy.Source.EventMapping;
import dev.farrier.policy.Source.InputFormat;
import java.util.List;

/** All presets there are. Their fields are those of each tool's own documentation. */
final class Presets {
    private static final List<String> ISO = List.of("iso8601");
    private static final List<String> SECONDS = List.of("epoch_second", "iso8601");

    private static final List<Preset> ALL = List.of(
            Syslog.RSYSLOG,
            Syslog.SYSLOG_NG,
            Syslog.SYSLOG_NG_JSON,
            Syslog.RFC5424,
            Containers.CRI,
            Containers.DOCKER,
            Preset.of(
                    "journald",
                    InputFormat.JSON,
                    "_SOURCE_REALTIME_TIMESTAMP || __REALTIME_TIMESTAMP",
                    List.of("epoch_micro"),
                    new EventMapping(
                            EventKind.LOG,
                            "__CURSOR",
                            "SYSLOG_IDENTIFIER || _COMM",
                            "PRIORITY.severity",
                            "MESSAGE",
                            "",
                            labels(
                                    "host=_HOSTNAME",
                                    "program=SYSLOG_IDENTIFIER || _COMM",
                                    // what systemd says of a unit names it in UNIT
                                    "unit=UNIT || _SYSTEMD_UNIT",
                                    "container=CONTAINER_NAME"),
                            List.of())),
            // @timestamp is a double or an ISO string; the rest depends on the input: tail and containers write log,
            // the syslog parsers host, ident and message, systemd the journal's own names. hostname is often that of
            // Fluent Bit itself, put in by a filter: it comes last.
            Preset.of(
                    "fluent-bit",
                    InputFormat.JSON,
                    "@timestamp || date",
                    SECONDS,
                    log(
                            "ident || kubernetes.container_name || SYSLOG_IDENTIFIER || _COMM",
                            "level || severity || pri.severity || PRIORITY.severity",
                            "log || message || MESSAGE || msg",
                            "host=kubernetes.host || _HOSTNAME || host || hostname",
                            "program=ident || SYSLOG_IDENTIFIER || _COMM",
                            "unit=UNIT || _SYSTEMD_UNIT",
                            "namespace=kubernetes.namespace_name",
                            "pod=kubernetes.pod_name",
                            "container=kubernetes.container_name",
                            "stream")),
            // of what came by the network, host may be the peer that it came from; hostname is what the message says
            Preset.of(
                    "vector",
                    InputFormat.JSON,
                    "timestamp",
                    ISO,
                    log(
                            "appname || kubernetes.container_name || container_name || SYSLOG_IDENTIFIER",
                            "severity || level || PRIORITY.severity",
                            "message",
                            "host=hostname || kubernetes.pod_node_name || host",
                            "program=appname || SYSLOG_IDENTIFIER",
                            "unit=UNIT || _SYSTEMD_UNIT",
                            "namespace=kubernetes.pod_namespace",
                            "pod=kubernetes.pod_name",
                            "container=kubernetes.container_name || container_name",
                            "file",
                            "source_type")),
            Preset.of(
                    "filebeat",
                    InputFormat.JSON,
                    "@timestamp",
                    ISO,
                    log(
                            "process.name || process.program || log.syslog.appname || systemd.unit"
                                    + " || kubernetes.container.name || event.dataset",
                            "log.level || syslog.severity_label || log.syslog.severity.name"
                                    + " || log.syslog.priority.severity || syslog.priority.severity",
                            "message",
                            // who spoke: of what came by the network, host is the collector that Filebeat runs on, and
                            // in
                            // Kubernetes it is Filebeat's pod
                            "host=log.syslog.hostname || hostname || log.source.address || kubernetes.node.name"
                                    + " || host.name || host.hostname || host || agent.hostname || agent.name || beat.hostname",
                            "program=process.name || process.program || log.syslog.appname",
                            "unit=systemd.unit",
                            "namespace=kubernetes.namespace",
                            "pod=kubernetes.pod.name",
                            "container=kubernetes.container.name || container.name",
                            "file=log.file.path",
                            "dataset=event.dataset")),
            Preset.of(
                    "collectd",
                    InputFormat.COLLECTD,
                    "time",
                    SECONDS,
                    metric(List.of(), "host", "plugin", "plugin_instance", "type", "type_instance")),
            Preset.of("telegraf", InputFormat.TELEGRAF, "timestamp", SECONDS, metric(List.of("tags"))));

    /** Formats that say what their fields are called, so that no preset need be named. */
    private static final List<Preset> BY_FORMAT = List.of(
            named("collectd").getFirst(),
            named("telegraf").getFirst(),
            Preset.of(
                    "",
                    InputFormat.CLOUDEVENTS,
                    "time",
                    ISO,
                    new EventMapping(
                            EventKind.EVENT,
                            "source_id",
                            "type",
                            "severitytext || severity",
                            "data.message || data",
                            "",
                            labels("subject", "ce_source=source"),
                            List.of("extensions"))),
            // the kind is each record's own
            Preset.of(
                    "",
                    InputFormat.OTLP,
                    "time",
                    List.of("epoch_milli"),
                    new EventMapping(
                            EventKind.LOG,
                            "",
                            "name",
                            "severity",
                            "body.message || body",
                            "value",
                            labels("host=resource.host.name || resource.k8s.node.name", "otel_scope_name=scope.name"),
                            List.of("resource", "scope.attributes", "attributes"))));

    private Presets() {}

    private static EventMapping log(String name, String severity, String message, String... labels) {
        return new EventMapping(EventKind.LOG, "", name, severity, message, "", labels(labels), List.of());
    }

    private static EventMapping metric(List<String> labelsFrom, String... labels) {
        return new EventMapping(EventKind.METRIC, "", "metric", "", "", "value", labels(labels), labelsFrom);
    }

    static List<String> names() {
        return ALL.stream().map(Preset::name).distinct().toList();
    }

    /** How this tool writes, the usual format first; empty when there is no such preset. */
    static List<Preset> named(String name) {
        return ALL.stream().filter(preset -> preset.name().equals(name)).toList();
    }

    /** What the format means without a preset. */
    static Preset of(InputFormat format) {
        return BY_FORMAT.stream()
                .filter(preset -> preset.format() == format)
                .findFirst()
                .orElseGet(() -> Preset.plain(format));
    }
}
