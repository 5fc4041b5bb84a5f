package dev.farrier.policy.yaml.source;

import com.google.re2j.Pattern;
import dev.farrier.model.EventKind;
import dev.farrier.policy.Source.Format;
import dev.farrier.policy.Source.Mapping;
import dev.farrier.policy.Source.TimeField;
import java.time.ZoneOffset;
import java.util.List;

/** The presets {@code rsyslog} and {@code syslog-ng}. */
final class Syslog {
    /**
     * RFC 3164 lines as both write them to files and, with their default templates, to Kafka; with or without the {@code
     * <priority>}, with the classic time or an ISO one. Behind a pid the colon may be missing: rsyslog writes so what it
     * received as RFC 5424.
     */
    static final Pattern LINE = Pattern.compile("^(?:<\\d{1,3}>)?"
            + "(?P<time>[A-Z][a-z]{2} {1,2}\\d{1,2} \\d{2}:\\d{2}:\\d{2}|\\d{4}-\\d{2}-\\d{2}T\\S+) "
            + "(?P<host>\\S+) "
            + "(?:(?P<program>[^:\\[\\s]*(?: [^:\\[\\s]+){0,3}?)(?:\\[(?P<pid>\\d+)\\](?:: ?| )|: ?))?"
            + "(?P<message>.*)$");

    private static final List<String> TIMES = List.of("MMM d HH:mm:ss", "MMM  d HH:mm:ss", "iso8601");

    static final Preset RSYSLOG = line("rsyslog");
    static final Preset SYSLOG_NG = line("syslog-ng");

    /** {@code $(format-json --scope rfc5424)}, with {@code --key ISODATE} or without. */
    static final Preset SYSLOG_NG_JSON = new Preset(
            "syslog-ng",
            Format.JSON,
            null,
            new TimeField("ISODATE || DATE", TIMES, ZoneOffset.UTC),
            new Mapping(
                    EventKind.LOG,
                    "",
                    "PROGRAM",
                    "PRIORITY || LEVEL",
                    "MESSAGE || MSG",
                    "",
                    Preset.labels("host=HOST", "program=PROGRAM", "facility=FACILITY"),
                    List.of()));

    private Syslog() {}

    private static Preset line(String name) {
        return new Preset(
                name,
                Format.LINE,
                LINE,
                new TimeField("time", TIMES, ZoneOffset.UTC),
                new Mapping(
                        EventKind.LOG, "", "program", "", "message", "", Preset.labels("host", "program"), List.of()));
    }
}
