package dev.farrier.ingest.format;

import com.google.re2j.Pattern;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source.EventMapping;
import dev.farrier.policy.source.SourcePreset;
import java.util.List;

/** The presets of format line: {@code rsyslog}, {@code syslog-ng}, {@code rfc5424} and {@code cri}. */
final class LinePresets {
    private static final String ZONE =
            "(?:UTC|GMT|BST|IST|WES?T|CES?T|EES?T|MSK|EDT|EST|CDT|CST|MDT|MST|PDT|PST|JST|KST|SGT"
                    + "|HKT|AEDT|AEST|ACST|AWST|NZDT|NZST|[+-]\\d{2}:?\\d{2})";
    private static final String CLOCK = "\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d{1,9})?";
    private static final String YEAR = "(?:19|20)\\d{2}";
    /** {@code Jun  9 06:06:20}, and what devices add to it: fraction, zone and year, before the month, the clock or behind it. */
    private static final String CLASSIC = "(?:" + YEAR + " )?[A-Z][a-z]{2} {1,2}\\d{1,2} (?:" + YEAR + " )?" + CLOCK
            + "(?: " + ZONE + ")?(?: " + YEAR + ")?";

    /**
     * A date, a blank, and a clock with a comma come from the log of a Java program, in which no host follows: they do not
     * match.
     */
    private static final String ISO =
            "\\d{4}-\\d{2}-\\d{2}(?:T" + CLOCK + "| \\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?)(?:Z|[+-]\\d{2}:?\\d{2})?";

    private static final String WORD = "[^:\\[\\s]+";

    /**
     * RFC 3164 lines as rsyslog and syslog-ng write them to files and, with their default templates, to Kafka; with or
     * without the {@code <priority>}, with the classic time or an ISO one. Behind a pid the colon may be missing: rsyslog
     * writes so what it received as RFC 5424. A tag of several words needs a pid or a version, else any message with a colon
     * would have one. Cisco's devices send a number first, {@code *} or {@code .} for a clock that is not synchronised, and
     * no host; and all of that stands once more behind the time and host that rsyslog puts before it.
     */
    static final Pattern SYSLOG = Pattern.compile("^(?:<(?P<pri>\\d{1,3})>)?(?:\\d*: )?(?:(?P<host_2>[^:\\s]+): )?"
            + "[*.]?(?P<time>" + CLASSIC + "|" + ISO + ")(?: " + YEAR + ")?(?:: | (?P<host>\\S*(?:[^:\\s]|::)) )"
            + "(?:(?P<program>" + WORD + "(?: " + WORD + "){0,3}?)\\[(?P<pid>\\d+)\\](?:: ?| )"
            + "|(?:\\d*: )?(?:[*.]?" + CLASSIC + ": |" + ZONE
            + ": )?(?P<program_2>%[A-Z][A-Z0-9_-]*-[0-7]-[A-Z0-9_]+): ?"
            + "|\\d+: |(?P<program_3>" + WORD + "(?: v?\\d+(?:\\.\\d+)+)?): ?)?"
            + "(?P<message>(?s:.*))$");

    /** A dash stands for a missing value. rsyslog puts a blank of its own before the message. */
    static final Pattern RFC_5424 = Pattern.compile("^(?:\\d{1,7} )?<(?P<pri>\\d{1,3})>\\d{1,2} (?:-|(?P<time>\\S+)) "
            + "(?:-|(?P<host>\\S+)) (?:-|(?P<program>\\S+)) (?:-|(?P<pid>\\S+)) (?:-|(?P<msgid>\\S+)) "
            + "(?:-|(?P<data>(?:\\[[^\\s\\]\"=]+(?: +[^\\s\\]\"=]+=\"(?:[^\"\\\\]|\\\\(?s:.))*\")* *\\])+))"
            + "(?: +\\x{FEFF}?(?P<message>(?s:.*)))?$");

    static final List<String> TIMES = List.of("syslog", "iso8601");

    /** containerd and CRI-O split what is longer than 16 KiB: P for each part but the last. */
    static final Pattern CRI = Pattern.compile(
            "^(?P<time>\\S+) (?P<stream>stdout|stderr) (?:(?P<partial>P)|F)(?::\\S*)?(?: (?P<message>(?s:.*)))?$");

    static final List<SourcePreset> ALL = List.of(
            syslog("rsyslog", SYSLOG),
            syslog("syslog-ng", SYSLOG),
            syslog("rfc5424", RFC_5424),
            SourcePreset.of(
                    "cri",
                    new LineFormat.LineSettings(CRI),
                    "time",
                    List.of("iso8601"),
                    log("", "", "message", "stream", "partial")));

    private LinePresets() {}

    private static SourcePreset syslog(String name, Pattern pattern) {
        EventMapping event = log("program", "pri.severity", "message", "host", "program");
        return SourcePreset.of(name, new LineFormat.LineSettings(pattern), "time", TIMES, event);
    }

    /**
     * Logs whose records have neither an id nor a value.
     *
     * @param labels as {@link SourcePreset#labels} takes them
     */
    static EventMapping log(String name, String severity, String message, String... labels) {
        return new EventMapping(EventKind.LOG, "", name, severity, message, "", SourcePreset.labels(labels), List.of());
    }
}
