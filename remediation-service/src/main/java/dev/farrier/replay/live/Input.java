package dev.farrier.replay.live;

import java.util.Set;

/**
 * What of a replay's input matters for the comparison with the live run.
 *
 * @param begin event time of the first event, epoch milliseconds
 * @param end event time of the last event, epoch milliseconds
 * @param disordered ids of events that came after one that is newer
 */
public record Input(long begin, long end, Set<String> disordered) {
    boolean has(long time) {
        return time >= begin && time <= end;
    }
}
