package dev.farrier.model;

import java.util.List;

/**
 * Everything that was appended to {@code outcomes.<site>} before {@code upTo} stands in the decider's log before this.
 *
 * @param upTo append time of the {@link Marker} behind it, epoch milliseconds
 * @param heard workers ({@link WorkerInstance#toString}) whose report came again, unchanged, since the last of these, sorted
 */
public record SiteProgress(String site, long upTo, List<String> heard) implements DeciderInput {
    public SiteProgress {
        heard = List.copyOf(heard);
    }
}
