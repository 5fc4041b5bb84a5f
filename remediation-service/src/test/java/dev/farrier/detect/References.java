package dev.farrier.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One for each detector. */
final class References {
    private References() {}

    static List<Said> only(List<Said> events, Set<String> of) {
        return events.stream().filter(said -> said.met(of)).toList();
    }

    /** The events of {@code (t − within, t]}, of those up to and with this one. */
    static List<Said> window(List<Said> events, Said now, long within) {
        return events.subList(0, events.indexOf(now) + 1).stream()
                .filter(said -> said.time() > now.time() - within)
                .toList();
    }

    static Reference each(Set<String> of) {
        return events -> only(events, of);
    }

    static Reference threshold(Set<String> of, int count, long within) {
        return events -> {
            List<Said> fired = new ArrayList<>();
            List<Said> since = new ArrayList<>();
            for (Said now : only(events, of)) {
                since.add(now);
                if (window(since, now, within).size() >= count) {
                    fired.add(now);
                    since.clear();
                }
            }
            return fired;
        };
    }
}
