package dev.farrier.detect.fold;

import java.util.List;

/**
 * How far a detector is, for people.
 *
 * @param text in one line, e.g. {@code 2 of 3 matches within 1m}
 * @param samples ids of the newest events that still count, at most ten, oldest first
 */
public record PartialMatch(String text, List<String> samples) {
    public PartialMatch {
        samples = List.copyOf(samples);
    }

    public static PartialMatch of(String text) {
        return new PartialMatch(text, List.of());
    }
}
