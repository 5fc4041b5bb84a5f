package dev.farrier.policy.yaml.source;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * {@code preset: rsyslog}: RFC 3164 lines as rsyslog writes them to files and, with its default templates, to Kafka; with
 * or without the {@code <priority>}, with the classic time or an ISO one.
 */
final class Rsyslog {
    static final Pattern PATTERN = Pattern.compile("^(?:<\\d{1,3}>)?"
            + "(?P<time>[A-Z][a-z]{2} {1,2}\\d{1,2} \\d{2}:\\d{2}:\\d{2}|\\d{4}-\\d{2}-\\d{2}T\\S+) "
            + "(?P<host>\\S+) "
            + "(?:(?P<program>[^:\\[\\s]*(?: [^:\\[\\s]+){0,3}?)(?:\\[(?P<pid>\\d+)\\])?: ?)?"
            + "(?P<message>.*)$");
    static final String TIME = "time";
    static final List<String> TIME_FORMATS = List.of("MMM d HH:mm:ss", "MMM  d HH:mm:ss", "iso8601");
    static final String NAME = "program";
    static final String MESSAGE = "message";
    static final List<String> LABELS = List.of("host", "program");

    private Rsyslog() {}
}
