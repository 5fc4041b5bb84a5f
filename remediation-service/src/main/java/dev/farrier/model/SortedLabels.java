package dev.farrier.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map of a few labels in one array of names and values, sorted by name. Every event has one and every stage reads it: this takes
 * a third of the memory of a tree, and {@link Labels#copyOf} need not copy it.
 */
final class SortedLabels extends AbstractMap<String, String> implements SortedMap<String, String> {
    /** Up to so many labels a linear search is the quickest. */
    private static final int FEW = 8;

    private final String[] namesAndValues;

    /** @param namesAndValues not copied; sorted by name, each name once, no value empty */
    SortedLabels(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /** Those of the map whose values are not empty. */
    static SortedLabels of(SortedMap<String, String> sorted) {
        String[] all = new String[2 * sorted.size()];
        int length = 0;
        for (Map.Entry<String, String> entry : sorted.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                all[length++] = entry.getKey();
                all[length++] = entry.getValue();
            }
        }
        return new SortedLabels(length == all.length ? all : Arrays.copyOf(all, length));
    }

    @Override
    public int size() {
        return namesAndValues.length / 2;
    }

    /** Index of the name, or a negative number. */
    private int find(@Nullable Object name) {
        if (!(name instanceof String text)) {
            return -1;
        }
        if (size() <= FEW) {
            for (int i = 0; i < namesAndValues.length; i += 2) {
                if (namesAndValues[i].equals(text)) {
                    return i;
                }
            }
            return -1;
        }
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = namesAndValues[2 * middle].compareTo(text);
            if (order == 0) {
                return 2 * middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        int at = find(name);
        return at < 0 ? null : namesAndValues[at + 1];
    }

    @Override
    public String getOrDefault(@Nullable Object name, String otherwise) {
        int at = find(name);
        return at < 0 ? otherwise : namesAndValues[at + 1];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return find(name) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            action.accept(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return SortedLabels.this.size();
            }

            @Override
            public Iterator<Map.Entry<String, String>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, String>> {
        private int at;

        @Override
        public boolean hasNext() {
            return at < namesAndValues.length;
        }

        @Override
        public Map.Entry<String, String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            at += 2;
            return Map.entry(namesAndValues[at - 2], namesAndValues[at - 1]);
        }
    }

    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null;
    }

    @Override
    public String firstKey() {
        return key(0);
    }

    @Override
    public String lastKey() {
        return key(namesAndValues.length - 2);
    }

    private String key(int at) {
        if (namesAndValues.length == 0) {
            throw new NoSuchElementException();
        }
        return namesAndValues[at];
    }

    @Override
    public SortedMap<String, String> subMap(String from, String to) {
        return of(new TreeMap<>(this).subMap(from, to));
    }

    @Override
    public SortedMap<String, String> headMap(String to) {
        return of(new TreeMap<>(this).headMap(to));
    }

    @Override
    public SortedMap<String, String> tailMap(String from) {
        return of(new TreeMap<>(this).tailMap(from));
    }
}
