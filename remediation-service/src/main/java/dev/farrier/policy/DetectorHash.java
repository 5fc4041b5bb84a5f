package dev.farrier.policy;

import dev.farrier.model.Sha256;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.source.Matcher;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A hash that two detectors share when they can use each other's state. It covers only what that state depends on, so that a
 * policy keeps its counts when somebody edits a rung or a guard. State on disk and signals on their way carry the hash: if its
 * text changes, every policy forgets its counts once.
 */
public final class DetectorHash {
    private static final int HEX_DIGITS = 16;

    private final StringBuilder text = new StringBuilder();

    private DetectorHash() {}

    public static String of(List<Alternative> alternatives, Detector detector, List<String> groupBy, Clearing clears) {
        DetectorHash hash = new DetectorHash();
        for (Alternative alternative : alternatives) {
            hash.add("alternative", alternative.name())
                    .addSet("sources", Set.copyOf(alternative.sources()))
                    .addList(
                            "matchers",
                            alternative.matchers().stream()
                                    .map(Matcher::toString)
                                    .toList())
                    .add(
                            "where",
                            alternative.where() == null
                                    ? ""
                                    : alternative.where().toString());
        }
        detector.addTo(hash);
        hash.addList("groupBy", groupBy);
        switch (clears) {
            case Clearing.ClearingEvent match -> hash.addSet("cleared by", match.of());
            case Clearing.Resolved resolved -> hash.add("cleared by", "resolved");
            case Clearing.QuietFor quiet -> hash.add("cleared by", "silence");
            case Clearing.FreshEvent fresh -> hash.add("cleared by", "a fresh event");
        }
        return hash.digest();
    }

    public DetectorHash add(String name, Object value) {
        return addList(name, List.of(String.valueOf(value)));
    }

    public DetectorHash add(String name, Duration value) {
        return add(name, value.toMillis());
    }

    public DetectorHash addSet(String name, Set<String> values) {
        return addList(name, new TreeSet<>(values));
    }

    /** Lengths before values, so that no two different lists give the same text. */
    private DetectorHash addList(String name, Collection<String> values) {
        text.append(name).append(' ').append(values.size());
        values.forEach(
                value -> text.append(' ').append(value.length()).append(':').append(value));
        text.append('\n');
        return this;
    }

    private String digest() {
        return Sha256.hex(text.toString()).substring(0, HEX_DIGITS);
    }
}
