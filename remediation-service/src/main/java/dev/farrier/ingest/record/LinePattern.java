package dev.farrier.ingest.record;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A source's pattern. It takes a line apart into fields; for a line that it does not match, it says from which character on
 * they differ.
 */
public final class LinePattern {
    private static final Pattern GROUP = Pattern.compile("\\(\\?P?<(\\w+?)(?:_\\d+)?>");
    private static final Pattern LITERAL = Pattern.compile("(?:[^\\\\.^$|?*+()\\[\\]{}]|\\\\[^A-Za-z0-9])+");
    private static final int MAX_ELEMENTS = 400;
    private static final int SHOWN_CHARS = 60;

    private final Pattern pattern;
    /** The sequence that the pattern consists of; empty when it has alternatives at its top level. */
    private final List<String> elements;
    /** Number of elements → the pattern that consists of the first so many. */
    private final Map<Integer, Pattern> prefixes = new ConcurrentHashMap<>();

    public LinePattern(Pattern pattern) {
        this.pattern = pattern;
        this.elements = PatternElements.of(pattern.pattern());
    }

    /** @param line without its line end */
    public RecordFields fields(String line) throws UnreadableException {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw UnreadableException.otherShape("", departure(line));
        }
        return new RecordFields.PatternGroups(matcher);
    }

    /** Says where the longest beginning of the pattern ends that the line matches, and what the pattern expects there. */
    private String departure(String line) {
        if (elements.isEmpty() || elements.size() > MAX_ELEMENTS) {
            return "the line does not match the pattern";
        }
        int matched = 0;
        int failed = elements.size();
        while (failed - matched > 1) {
            int middle = (matched + failed) / 2;
            if (prefix(middle).matcher(line).find()) {
                matched = middle;
            } else {
                failed = middle;
            }
        }
        Matcher matcher = prefix(matched).matcher(line);
        int end = matched > 0 && matcher.find() ? matcher.end() : 0;
        String rest = line.substring(end);
        String there = rest.length() > SHOWN_CHARS ? rest.substring(0, SHOWN_CHARS) + "…" : rest;
        return "the line departs from the pattern at character " + (end + 1) + ": "
                + (rest.isEmpty() ? "it ends" : '"' + there.replace("\n", "\\n").replace("\r", "\\r") + "\" stands")
                + " where " + expected(matched)
                + (rest.startsWith("\n") ? "; for the dot to match a line end, begin the pattern with (?s)" : "");
    }

    private Pattern prefix(int length) {
        return prefixes.computeIfAbsent(
                length, n -> Pattern.compile(String.join("", elements.subList(0, n)), pattern.flags()));
    }

    private String expected(int index) {
        String element = elements.get(index);
        List<String> names = new ArrayList<>();
        for (Matcher group = GROUP.matcher(element); group.find(); ) {
            if (!names.contains(group.group(1))) {
                names.add(group.group(1));
            }
        }
        if (!names.isEmpty()) {
            return String.join(" or ", names) + " is expected";
        }
        if (element.equals("$")) {
            return "it should end";
        }
        return LITERAL.matcher(element).matches()
                ? '"' + element.replaceAll("\\\\(.)", "$1") + "\" is expected"
                : "something else is expected" + before(index);
    }

    /** The next name after this element. */
    private String before(int index) {
        for (String element : elements.subList(index, elements.size())) {
            Matcher group = GROUP.matcher(element);
            if (group.find()) {
                return " before " + group.group(1);
            }
        }
        return "";
    }
}
