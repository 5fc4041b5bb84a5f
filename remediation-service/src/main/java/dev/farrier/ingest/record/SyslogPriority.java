package dev.farrier.ingest.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of syslog's numbers: {@code pri.severity} is the name of the severity of the field {@code pri}, and {@code
 * pri.facility} that of its facility. A number below eight, such as journald's PRIORITY, is a severity as it stands.
 */
final class SyslogPriority {
    private static final String SEVERITY = ".severity";
    private static final String FACILITY = ".facility";
    private static final List<String> SEVERITIES =
            List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");
    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "security",
            "console",
            "solaris-cron",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    private SyslogPriority() {}

    /** The field that holds the number; null when this field asks for no name. */
    static @Nullable String number(String field) {
        boolean name = field.endsWith(SEVERITY) || field.endsWith(FACILITY);
        return name ? field.substring(0, field.length() - SEVERITY.length()) : null;
    }

    /** Empty when the text is no priority. */
    static String name(String field, String number) {
        if (number.isEmpty() || number.length() > 3 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return "";
        }
        int priority = Integer.parseInt(number);
        if (priority >= 8 * FACILITIES.size()) {
            return "";
        }
        return field.endsWith(SEVERITY) ? SEVERITIES.get(priority % 8) : FACILITIES.get(priority / 8);
    }
}
