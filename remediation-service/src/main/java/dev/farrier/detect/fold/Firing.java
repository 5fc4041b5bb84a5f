package dev.farrier.detect.fold;

import java.util.List;

/**
 * A detector has fired.
 *
 * @param time event time, epoch milliseconds
 * @param first event time of the earliest event behind it, epoch milliseconds; of a silence when it began
 * @param number with the time its place in the order of events, as {@link DetectorEvent#number}
 * @param count events behind it; 0 for silence
 * @param sources of those events, sorted
 * @param because one line for people
 * @param samples ids of the newest of those events, at most ten, oldest first
 */
public record Firing(
        long time, long first, long number, long count, List<String> sources, String because, List<String> samples) {

    /** The same for another reason. */
    public Firing because(String other) {
        return new Firing(time, first, number, count, sources, other, samples);
    }
}
