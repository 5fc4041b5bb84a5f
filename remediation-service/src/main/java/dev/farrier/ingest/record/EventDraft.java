package dev.farrier.ingest.record;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.farrier.model.Alert;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An event that has been read, but not yet relabelled or checked against the limits. */
public final class EventDraft {
    /** The names by which matchers read an event's own fields: no matcher could read a label of such a name. */
    public static final Set<String> RESERVED = Set.of("name", "message", "severity", "source");

    private static final String REPEATED = "message repeated ";
    private static final Pattern REPEATS = Pattern.compile("(?s)" + REPEATED + "(\\d{1,9}) times?: \\[ ?(.*)\\]");

    private final EventKind kind;
    private final String id;
    private final long time;
    private final TreeMap<String, String> labels = new TreeMap<>();
    private String name = "";
    private String severity = "";
    private String message = "";
    private @Nullable Double value;
    private @Nullable Alert alert;
    private final TreeMap<String, String> annotations = new TreeMap<>();

    /** @param time epoch milliseconds */
    public EventDraft(EventKind kind, String id, long time) {
        this.kind = kind;
        this.id = id;
        this.time = time;
    }

    /** The labels so far, to be changed by the caller; an empty one counts as missing. */
    public SortedMap<String, String> labels() {
        return labels;
    }

    public EventDraft name(String text) {
        name = text;
        return this;
    }

    public EventDraft severity(String text) {
        severity = text;
        return this;
    }

    /**
     * Line ends at its end are no part of it: Docker, for one, sends them. Nor are the NUL bytes that some senders end a
     * message with, or that a file truncated in place begins with.
     */
    public EventDraft message(String text) {
        int start = 0;
        int end = text.length();
        while (end > 0 && "\n\r\0".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        while (start < end && text.charAt(start) == '\0') {
            start++;
        }
        message = text.substring(start, end);
        return this;
    }

    /**
     * How many equal messages this one stands for; its message becomes one of them. rsyslog and syslogd write {@code message
     * repeated 4 times: [ text]} for four equal ones.
     */
    public int unfoldRepeats() {
        Matcher repeated = message.startsWith(REPEATED) && kind == EventKind.LOG ? REPEATS.matcher(message) : null;
        if (repeated == null || !repeated.matches()) {
            return 1;
        }
        message(repeated.group(2));
        return Math.max(1, Integer.parseInt(repeated.group(1)));
    }

    /** @param number finite; null: the event is no sample */
    public EventDraft value(@Nullable Double number) {
        value = number;
        return this;
    }

    /** The annotations of an alert, to be changed by the caller. */
    public SortedMap<String, String> annotations() {
        return annotations;
    }

    public EventDraft alert(Alert state) {
        alert = state;
        return this;
    }

    /** A label's value, or a reserved name's; empty when missing. */
    String label(String source, String label) {
        return switch (label) {
            case "name" -> name;
            case "message" -> message;
            case "severity" -> severity;
            case "source" -> source;
            default -> labels.getOrDefault(label, "");
        };
    }

    /**
     * Makes the event, if it is within the limits.
     *
     * @param now what "in the future" is judged by, epoch milliseconds
     */
    public Event toEvent(String source, long now) throws UnreadableException {
        checkTime(now);
        checkLength("id", id, IngestLimits.NAME_BYTES);
        checkLength("name", name, IngestLimits.NAME_BYTES);
        checkLength("severity", severity, IngestLimits.NAME_BYTES);
        labels.values().removeIf(String::isEmpty);
        if (labels.size() > IngestLimits.LABELS) {
            throw UnreadableException.at(
                    "labels", labels.size() + " labels; at most " + IngestLimits.LABELS + " are taken");
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (label.getKey().length() > IngestLimits.LABEL_NAME_CHARS) {
                throw UnreadableException.at(
                        "labels",
                        "label name " + UnreadableException.quote(label.getKey()) + " has "
                                + label.getKey().length() + " characters; at most " + IngestLimits.LABEL_NAME_CHARS
                                + " are taken");
            }
            checkLength("labels." + label.getKey(), label.getValue(), IngestLimits.LABEL_VALUE_BYTES);
        }
        String text = Utf8.cut(message, IngestLimits.MESSAGE_BYTES, IngestLimits.CUT);
        return new Event(id, source, kind, time, name, severity, text, labels, value, alert, annotations);
    }

    private void checkTime(long now) throws UnreadableException {
        if (time > now + IngestLimits.FUTURE_MILLIS) {
            throw UnreadableException.at(
                    "time",
                    Instant.ofEpochMilli(time) + " is in the future: more than a day after " + Instant.ofEpochMilli(now)
                            + "; check the source's clock, zone and time formats");
        }
        if (time <= 0) {
            throw UnreadableException.at(
                    "time",
                    Instant.ofEpochMilli(time) + " is not after 1970-01-01T00:00:00Z;"
                            + " check the source's clock and time formats");
        }
    }

    static void checkLength(String what, String text, int limit) throws UnreadableException {
        if (text.length() > limit / 3 && Utf8.length(text) > limit) {
            throw UnreadableException.at(what, Utf8.length(text) + " bytes; at most " + limit + " are taken");
        }
    }

    /** The id of an event to which the source gives one, which is unique within the source only. */
    public static String idWithin(Source source, String id) {
        return source.name() + "/" + id;
    }

    /**
     * Parses a decimal number; Java's own spellings (NaN, 0x1p3, 1d) are not accepted.
     *
     * @throws UnreadableException when the text is no number, or the number is not finite
     */
    public static double number(String where, String text) throws UnreadableException {
        double value = Double.NaN;
        if (text.chars().allMatch(c -> (c >= '0' && c <= '9') || ".+-eE".indexOf(c) >= 0)) {
            try {
                value = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                value = Double.NaN;
            }
        }
        if (!Double.isFinite(value)) {
            throw UnreadableException.at(where, UnreadableException.quote(text) + " is not a finite number");
        }
        return value;
    }
}
