package dev.farrier.ingest.format;

import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source.EventMapping;
import dev.farrier.policy.source.SourcePreset;
import java.util.List;

/** The presets of format json. Their fields are those of each tool's own documentation. */
final class JsonPresets {
    private static final List<String> ISO = List.of("iso8601");
    private static final List<String> SECONDS = List.of("epoch_second", "iso8601");

    static final List<SourcePreset> ALL = List.of(
            // $(format-json --scope rfc5424), with --key ISODATE or without
            SourcePreset.of(
                    "syslog-ng",
                    "ISODATE || DATE",
                    LinePresets.TIMES,
                    LinePresets.log(
                            "PROGRAM",
                            "PRIORITY || LEVEL",
                            "MESSAGE || MSG",
                            "host=HOST",
                            "program=PROGRAM",
                            "facility=FACILITY")),
            // the driver json-file; attrs are there when it is told to add labels, environment or a tag
            SourcePreset.of(
                    "docker", "time", ISO, LinePresets.log("attrs.tag", "", "log", "stream", "container=attrs.tag")),
            SourcePreset.of(
                    "journald",
                    "_SOURCE_REALTIME_TIMESTAMP || __REALTIME_TIMESTAMP",
                    List.of("epoch_micro"),
                    new EventMapping(
                            EventKind.LOG,
                            "__CURSOR",
                            "SYSLOG_IDENTIFIER || _COMM",
                            "PRIORITY.severity",
                            "MESSAGE",
                            "",
                            SourcePreset.labels(
                                    "host=_HOSTNAME",
                                    "program=SYSLOG_IDENTIFIER || _COMM",
                                    // what systemd says of a unit names it in UNIT
                                    "unit=UNIT || _SYSTEMD_UNIT",
                                    "container=CONTAINER_NAME"),
                            List.of())),
            // @timestamp is a double or an ISO string; the rest depends on the input: tail and containers write log,
            // the syslog parsers host, ident and message, systemd the journal's own names. hostname is often that of
            // Fluent Bit itself, put in by a filter: it comes last.
            SourcePreset.of(
                    "fluent-bit",
                    "@timestamp || date",
                    SECONDS,
                    LinePresets.log(
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
            SourcePreset.of(
                    "vector",
                    "timestamp",
                    ISO,
                    LinePresets.log(
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
            SourcePreset.of(
                    "filebeat",
                    "@timestamp",
                    ISO,
                    LinePresets.log(
                            "process.name || process.program || log.syslog.appname || systemd.unit"
                                    + " || kubernetes.container.name || event.dataset",
                            "log.level || syslog.severity_label || log.syslog.severity.name"
                                    + " || log.syslog.priority.severity || syslog.priority.severity",
                            "message",
                            // the host that the message is about: host.name is that of Filebeat itself, which for
                            // messages from the network is a collector, and in Kubernetes Filebeat's pod
                            "host=log.syslog.hostname || hostname || log.source.address || kubernetes.node.name"
                                    + " || host.name || host.hostname || host || agent.hostname || agent.name || beat.hostname",
                            "program=process.name || process.program || log.syslog.appname",
                            "unit=systemd.unit",
                            "namespace=kubernetes.namespace",
                            "pod=kubernetes.pod.name",
                            "container=kubernetes.container.name || container.name",
                            "file=log.file.path",
                            "dataset=event.dataset")));

    private JsonPresets() {}
}
