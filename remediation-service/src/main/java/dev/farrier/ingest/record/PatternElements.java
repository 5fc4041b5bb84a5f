package dev.farrier.ingest.record;

import java.util.ArrayList;
import java.util.List;

/** Takes a regular expression of RE2 apart into its sequence of characters, classes and groups, each with its quantifier. */
final class PatternElements {
    private final String pattern;
    private final List<String> elements = new ArrayList<>();
    private int at;

    private PatternElements(String pattern) {
        this.pattern = pattern;
    }

    /** Empty when the expression has alternatives at its top level. */
    static List<String> of(String pattern) {
        PatternElements reader = new PatternElements(pattern);
        while (reader.at < pattern.length()) {
            if (pattern.charAt(reader.at) == '|') {
                return List.of();
            }
            int start = reader.at;
            reader.one();
            reader.times();
            reader.elements.add(pattern.substring(start, Math.min(reader.at, pattern.length())));
        }
        return List.copyOf(reader.elements);
    }

    private void one() {
        switch (pattern.charAt(at)) {
            case '\\' -> escaped();
            case '[' -> charClass();
            case '(' -> group();
            default -> at++;
        }
    }

    private void escaped() {
        boolean quoted = pattern.startsWith("\\Q", at);
        boolean braces = pattern.startsWith("{", at + 2);
        int end = quoted ? pattern.indexOf("\\E", at) : braces ? pattern.indexOf('}', at) : at + 1;
        at = end < 0 ? pattern.length() : end + (quoted ? 2 : 1);
        boolean letter = !quoted && !braces && pattern.startsWith("p", at - 1) || pattern.startsWith("P", at - 1);
        boolean hex = !quoted && !braces && pattern.startsWith("x", at - 1);
        at += letter ? 1 : hex ? 2 : 0;
    }

    private void charClass() {
        at++;
        at += pattern.startsWith("^", at) ? 1 : 0;
        at += pattern.startsWith("]", at) ? 1 : 0;
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            if (pattern.startsWith("[:", at)) {
                at = Math.max(at, pattern.indexOf(":]", at) + 1);
            } else if (pattern.charAt(at) == '\\') {
                at++;
            }
            at++;
        }
        at++;
    }

    private void group() {
        at++;
        while (at < pattern.length() && pattern.charAt(at) != ')') {
            one();
        }
        at++;
    }

    private void times() {
        while (at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0) {
            boolean braces = pattern.charAt(at) == '{';
            int end = braces ? pattern.indexOf('}', at) : at;
            if (end < 0 || braces && !pattern.substring(at + 1, end).matches("\\d+(,\\d*)?")) {
                return;
            }
            at = end + 1;
        }
    }
}
