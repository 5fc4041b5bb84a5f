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

    static Reference distinct(Set<String> of, int count, long within) {
        return events -> {
            List<Said> fired = new ArrayList<>();
            List<Said> since = new ArrayList<>();
            for (Said now : only(events, of)) {
                if (now.label().isEmpty()) {
                    continue;
                }
                since.add(now);
                if (window(since, now, within).stream()
                                .map(Said::label)
                                .distinct()
                                .count()
                        >= count) {
                    fired.add(now);
                    since.clear();
                }
            }
            return fired;
        };
    }

    static Reference sequence(List<Set<String>> steps, long within, Set<String> unless) {
        return events -> {
            List<Said> fired = new ArrayList<>();
            List<Said> since = new ArrayList<>();
            for (Said now : events) {
                since.add(now);
                List<Said> window = window(since, now, within);
                boolean ends = false;
                for (int first = 0; first < window.size(); first++) {
                    List<Said> part = window.subList(first, window.size());
                    boolean ended = part.stream().anyMatch(said -> said.met(unless));
                    ends |= !ended && part.getFirst().met(steps.getFirst()) && isSequence(part, steps);
                }
                if (ends) {
                    fired.add(now);
                    since.clear();
                }
            }
            return fired;
        };
    }

    /** From the first event to the last, with any between them. */
    private static boolean isSequence(List<Said> part, List<Set<String>> steps) {
        int step = 0;
        for (Said said : part.subList(0, part.size() - 1)) {
            if (step < steps.size() - 1 && said.met(steps.get(step))) {
                step++;
            }
        }
        return step == steps.size() - 1 && part.getLast().met(steps.getLast());
    }

    static Reference all(Set<String> of, long within) {
        return events -> {
            List<Said> fired = new ArrayList<>();
            List<Said> since = new ArrayList<>();
            for (Said now : only(events, of)) {
                since.add(now);
                List<Said> window = window(since, now, within);
                if (of.stream().allMatch(one -> window.stream().anyMatch(said -> said.met(Set.of(one))))) {
                    fired.add(now);
                    since.clear();
                }
            }
            return fired;
        };
    }

    /** @param order of the alternatives in the policy */
    static Reference flapping(Set<String> of, int transitions, long within, List<String> order) {
        return events -> {
            List<Said> fired = new ArrayList<>();
            List<Said> since = new ArrayList<>();
            String state = "";
            for (Said now : only(events, of)) {
                boolean stays = now.alternatives().contains(state);
                boolean changes = !state.isEmpty() && !stays;
                if (!stays) {
                    state = order.stream()
                            .filter(one ->
                                    of.contains(one) && now.alternatives().contains(one))
                            .findFirst()
                            .orElseThrow();
                }
                if (changes) {
                    since.add(now);
                }
                if (changes && window(since, now, within).size() >= transitions) {
                    fired.add(now);
                    since.clear();
                }
            }
            return fired;
        };
    }
}
