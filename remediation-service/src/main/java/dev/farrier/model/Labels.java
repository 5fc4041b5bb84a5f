package dev.farrier.model;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sorted label sets, so that keys, ids and records derived from them are always the same. */
public final class Labels {
    private static final SortedMap<String, String> EMPTY = new SortedLabels(new String[0]);

    private Labels() {}

    public static SortedMap<String, String> empty() {
        return EMPTY;
    }

    /** {@code Labels.of("host", "mb-01", "zone", "a")}. Throws when the number of arguments is odd. */
    public static SortedMap<String, String> of(String... keysAndValues) {
        if (keysAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a label without a value: " + keysAndValues[keysAndValues.length - 1]);
        }
        if (inOrder(keysAndValues)) {
            return new SortedLabels(keysAndValues.clone());
        }
        TreeMap<String, String> labels = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            labels.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return copyOf(labels);
    }

    private static boolean inOrder(String... keysAndValues) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            if (keysAndValues[i + 1].isEmpty() || (i > 0 && keysAndValues[i - 2].compareTo(keysAndValues[i]) >= 0)) {
                return false;
            }
        }
        return true;
    }

    /** An unmodifiable sorted copy without the labels whose value is empty: an empty label is a missing label. */
    public static SortedMap<String, String> copyOf(Map<String, String> labels) {
        if (labels instanceof SortedLabels sorted) {
            return sorted;
        }
        if (labels.isEmpty()) {
            return EMPTY;
        }
        boolean inOrder = labels instanceof SortedMap<String, String> sorted && sorted.comparator() == null;
        return SortedLabels.of(inOrder ? (SortedMap<String, String>) labels : new TreeMap<>(labels));
    }

    /**
     * One string for a label set, unambiguous whatever the values contain: {@code host=mb-01,zone=a}, with
     * {@code \ , =} escaped by a backslash. Used as record key, so its form must never change.
     */
    public static String key(SortedMap<String, String> labels) {
        StringBuilder key = new StringBuilder();
        labels.forEach((name, value) -> {
            if (!key.isEmpty()) {
                key.append(',');
            }
            escape(key, name);
            key.append('=');
            escape(key, value);
        });
        return key.toString();
    }

    /** The inverse of {@link #key}. */
    public static SortedMap<String, String> parse(String key) {
        TreeMap<String, String> labels = new TreeMap<>();
        StringBuilder text = new StringBuilder();
        String name = "";
        for (int i = 0; i <= key.length(); i++) {
            char c = i < key.length() ? key.charAt(i) : ',';
            if (c == '\\' && i + 1 < key.length()) {
                text.append(key.charAt(++i));
            } else if (c == '=') {
                name = text.toString();
                text.setLength(0);
            } else if (c == ',') {
                labels.put(name, text.toString());
                text.setLength(0);
            } else {
                text.append(c);
            }
        }
        return copyOf(labels);
    }

    private static void escape(StringBuilder to, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == ',' || c == '=') {
                to.append('\\');
            }
            to.append(c);
        }
    }
}
