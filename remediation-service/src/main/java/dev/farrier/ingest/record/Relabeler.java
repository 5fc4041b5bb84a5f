package dev.farrier.ingest.record;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.farrier.policy.source.Source;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Prometheus' relabel_config over an event's labels. The reserved names can be read like labels, and all but
 * {@code source} can be written.
 */
public final class Relabeler {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private Relabeler() {}

    /** Applies the relabelings in their order; false when a keep or drop leaves the event out. */
    public static boolean apply(Source source, EventDraft draft) throws UnreadableException {
        for (Source.Relabeling step : source.relabelings()) {
            if (!apply(source.name(), step, draft)) {
                return false;
            }
        }
        return true;
    }

    private static boolean apply(String source, Source.Relabeling step, EventDraft draft) throws UnreadableException {
        List<String> names = step.sourceLabels();
        String value = names.size() == 1
                ? draft.label(source, names.getFirst())
                : names.stream().map(name -> draft.label(source, name)).collect(Collectors.joining(step.separator()));
        switch (step.action()) {
            case "keep" -> {
                return step.regex().matches(value);
            }
            case "drop" -> {
                return !step.regex().matches(value);
            }
            case "keepequal" -> {
                return value.equals(draft.label(source, step.targetLabel()));
            }
            case "dropequal" -> {
                return !value.equals(draft.label(source, step.targetLabel()));
            }
            case "replace" -> {
                Matcher matcher = step.regex().matcher(value);
                String target = matcher.matches() ? expand(step.targetLabel(), matcher) : "";
                if (LABEL.matcher(target).matches()) {
                    set(draft, target, expand(step.replacement(), matcher));
                } // as in Prometheus: what is no name of a label is not written to
            }
            case "lowercase" -> set(draft, step.targetLabel(), value.toLowerCase(Locale.ROOT));
            case "uppercase" -> set(draft, step.targetLabel(), value.toUpperCase(Locale.ROOT));
            case "labeldrop" -> draft.labels().keySet().removeIf(step.regex()::matches);
            case "labelkeep" ->
                draft.labels().keySet().removeIf(label -> !step.regex().matches(label));
            case "labelmap" -> {
                // By name, the last one wins: two that are mapped onto one must not depend on a map's order.
                for (Map.Entry<String, String> label : new TreeMap<>(draft.labels()).entrySet()) {
                    Matcher matcher = step.regex().matcher(label.getKey());
                    String target = matcher.matches() ? expand(step.replacement(), matcher) : "";
                    if (LABEL.matcher(target).matches()) {
                        set(draft, target, label.getValue());
                    }
                }
            }
            default -> throw new IllegalStateException("unknown relabeling action " + step.action());
        }
        return true;
    }

    private static void set(EventDraft draft, String label, String value) throws UnreadableException {
        // measured at every step: a replacement may double a value, and the next one double it again
        if (!label.equals("message")) {
            EventDraft.checkLength("labels." + label, value, IngestLimits.LABEL_VALUE_BYTES);
        }
        switch (label) {
            case "name" -> draft.name(value);
            case "message" -> draft.message(Utf8.cut(value, IngestLimits.MESSAGE_BYTES, IngestLimits.CUT));
            case "severity" -> {
                draft.severity(value);
                draft.labels().replace("severity", value);
            }
            case "source", "" -> {}
            default -> draft.labels().put(label, value);
        }
    }

    /** Go's Expand: {@code $1}, {@code ${1}}, {@code ${name}}, {@code $$}; an unknown group is empty. */
    static String expand(String template, Matcher matcher) {
        if (template.indexOf('$') < 0) {
            return template;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            if (template.charAt(i) != '$') {
                out.append(template.charAt(i));
                continue;
            }
            if (i + 1 < template.length() && template.charAt(i + 1) == '$') {
                out.append('$');
                i++;
                continue;
            }
            boolean braces = i + 1 < template.length() && template.charAt(i + 1) == '{';
            int start = braces ? i + 2 : i + 1;
            int end = start;
            while (end < template.length() && isWord(template.charAt(end))) {
                end++;
            }
            boolean closed = !braces || (end < template.length() && template.charAt(end) == '}');
            if (end == start || !closed) {
                out.append('$');
                continue;
            }
            out.append(group(template.substring(start, end), matcher));
            i = braces ? end : end - 1;
        }
        return out.toString();
    }

    private static boolean isWord(char c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static String group(String name, Matcher matcher) {
        Integer index = matcher.pattern().namedGroups().get(name);
        if (index == null && name.length() <= 3 && name.chars().allMatch(Character::isDigit)) {
            index = Integer.valueOf(name);
        }
        String text = index == null || index > matcher.groupCount() ? null : matcher.group(index);
        return text == null ? "" : text;
    }
}
