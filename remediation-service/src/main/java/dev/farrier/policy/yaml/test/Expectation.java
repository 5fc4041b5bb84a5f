package dev.farrier.policy.yaml.test;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing that must have happened. Only what is written is compared.
 *
 * @param fields {@code policy, target, verdict, reason, rung, step, action}, as far as they are written, as in the lines of
 *     {@code farrier replay}
 * @param group labels that the group must have; it may have others
 * @param with parameters that the command must have; it may have others
 */
public record Expectation(
        ExpectationKind kind,
        SortedMap<String, String> fields,
        SortedMap<String, String> group,
        SortedMap<String, String> with,
        PolicyTest.TestPlace place) {
    public Expectation {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
        group = Collections.unmodifiableSortedMap(new TreeMap<>(group));
        with = Collections.unmodifiableSortedMap(new TreeMap<>(with));
    }

    /** As the {@code type} of a line of {@code farrier replay}. */
    public enum ExpectationKind {
        DETECTION,
        DECISION,
        COMMAND,
        RESOLVED,
        ESCALATED;

        private final String text = name().toLowerCase(Locale.ROOT);

        public String text() {
            return text;
        }

        /** The test fails when something of this kind happens that it does not list. */
        public boolean mustBeListed() {
            return this == COMMAND || this == ESCALATED;
        }
    }

    /**
     * @param actual the same fields of what happened; absent ones are empty
     */
    public boolean isMetBy(
            ExpectationKind actualKind,
            Map<String, String> actual,
            Map<String, String> actualGroup,
            Map<String, String> actualWith) {
        return kind == actualKind
                && fields.entrySet().stream()
                        .allMatch(field -> field.getValue().equals(actual.getOrDefault(field.getKey(), "")))
                && actualGroup.entrySet().containsAll(group.entrySet())
                && actualWith.entrySet().containsAll(with.entrySet());
    }

    /** In one line, as it would be written. */
    @Override
    public String toString() {
        return text(kind, fields, group, with);
    }

    /** An expectation of this, as it would be written, in one line. */
    public static String text(
            ExpectationKind kind, Map<String, String> fields, Map<String, String> group, Map<String, String> with) {
        StringBuilder text = new StringBuilder(kind.text());
        fields.forEach(
                (name, value) -> text.append(' ').append(name).append('=').append(value));
        if (!group.isEmpty()) {
            text.append(" group=").append(group);
        }
        if (!with.isEmpty()) {
            text.append(" with=").append(with);
        }
        return text.toString();
    }
}
