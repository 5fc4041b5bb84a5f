package dev.farrier.detect;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.time.SourceClocks;
import dev.farrier.policy.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How far the sources of one policy were read, and whether they are alive, for detectors that fire on silence or duration.
 *
 * @param clock everything that happened before this time was read
 * @param aliveSince since when all have been heard without a gap; NEVER: the sources are assumed to be alive
 */
record SourceHealth(List<Source> sources, SourceClocks clocks, long clock, long aliveSince) {

    /**
     * Null while one of the sources has no clock, or is not known to be alive.
     *
     * @param assumeAlive the sources count as alive, and need a clock only
     */
    static @Nullable SourceHealth of(PolicyDetector detector, SourceClocks clocks, boolean assumeAlive) {
        List<Source> sources = new ArrayList<>();
        long clock = Long.MAX_VALUE;
        long aliveSince = NEVER;
        for (String name : detector.sources) {
            Source source = detector.bundle.sources().get(name);
            long read = clocks.clock(name);
            long alive = clocks.aliveSince(name);
            if (source == null || read == NEVER) {
                return null;
            }
            if (!assumeAlive) {
                if (source.liveness() == null || alive == NEVER) {
                    return null;
                }
                aliveSince = Math.max(aliveSince, alive);
            }
            sources.add(source);
            clock = Math.min(clock, read);
        }
        return sources.isEmpty() ? null : new SourceHealth(sources, clocks, clock, aliveSince);
    }

    /** Whether each has spoken, besides this group, at this time or later. */
    boolean aliveApartFrom(SortedMap<String, String> group, long time) {
        return aliveSince == NEVER
                || sources.stream()
                        .allMatch(source -> source.liveness() != null
                                && clocks.isAliveApartFrom(source.name(), source.liveness(), group, time));
    }

    /** Whether each was still alive at this time. */
    boolean aliveAt(long time) {
        return aliveSince == NEVER
                || sources.stream()
                        .allMatch(source -> source.liveness() != null
                                && clocks.lastHeardAt(source.name())
                                        >= time
                                                - source.liveness()
                                                        .expectEvery()
                                                        .toMillis());
    }
}
