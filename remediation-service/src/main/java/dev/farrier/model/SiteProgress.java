package dev.farrier.model;

import java.util.List;

/**
 * The decider's log has all records before this that were appended to {@code outcomes.<site>} before {@code upTo}.
 *
 * @param upTo append time of the {@link Marker} behind it, epoch milliseconds
 * @param heard workers ({@link WorkerInstance#toString}) whose report came again unchanged since the last record, sorted
 */
public record SiteProgress(String site, long upTo, List<String> heard) implements DeciderInput {
    public SiteProgress {
        heard = List.copyOf(heard);
    }
}
