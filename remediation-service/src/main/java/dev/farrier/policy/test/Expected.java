package dev.farrier.policy.test;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing that must have happened. Only what is written is compared.
 *
 * @param fields {@code policy, target, verdict, reason, rung, step, action}, as far as they are written, as in the lines of
 *     replay
 * @param group labels that the group must have; it may have others
 * @param with parameters that the command must have; it may have others
 */
public record Expected(
        Kind kind,
        SortedMap<String, String> fields,
        SortedMap<String, String> group,
        SortedMap<String, String> with,
        PolicyTest.Place place) {
    public Expected {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
        group = Collections.unmodifiableSortedMap(new TreeMap<>(group));
        with = Collections.unmodifiableSortedMap(new TreeMap<>(with));
    }

    /** As the {@code type} of a replay line. */
    public enum Kind {
        DETECTION,
        DECISION,
        COMMAND,
        RESOLVED,
        ESCALATED;

        private final String text = name().toLowerCase(Locale.ROOT);

        public String text() {
            return text;
        }

        /** Nothing of this kind may happen that is not listed. */
        public boolean mustBeListed() {
            return this == COMMAND || this == ESCALATED;
        }
    }

    /**
     * @param actual the same fields of what happened; absent ones are empty
     */
    public boolean isMetBy(
            Kind actualKind,
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
