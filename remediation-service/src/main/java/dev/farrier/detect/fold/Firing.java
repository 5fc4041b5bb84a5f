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

    /** At this event, because of it alone. */
    public static Firing of(DetectorEvent event, NameIndex index, String because) {
        return new Firing(
                event.time(),
                event.time(),
                event.number(),
                1,
                List.of(index.sources().get(event.source())),
                because,
                List.of(event.id()));
    }

    /** The same for another reason. */
    public Firing because(String other) {
        return new Firing(time, first, number, count, sources, other, samples);
    }
}
