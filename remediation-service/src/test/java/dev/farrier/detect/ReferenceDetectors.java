package dev.farrier.detect;

import dev.farrier.detect.type.AggregateDetector.AggregateFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** One for each detector. */
final class ReferenceDetectors {
    private ReferenceDetectors() {}

    static List<OracleEvent> only(List<OracleEvent> events, Set<String> of) {
        List<OracleEvent> met = new ArrayList<>();
        for (OracleEvent said : events) {
            if (said.met(of)) {
                met.add(said);
            }
        }
        return met;
    }

    /** The events of {@code (t − within, t]}, of those up to and with this one. */
    static List<OracleEvent> window(List<OracleEvent> events, OracleEvent now, long within) {
        List<OracleEvent> window = new ArrayList<>();
        for (OracleEvent said : events.subList(0, events.indexOf(now) + 1)) {
            if (said.time() > now.time() - within) {
                window.add(said);
            }
        }
        return window;
    }

    static ReferenceDetector each(Set<String> of) {
        return events -> only(events, of);
    }

    static ReferenceDetector threshold(Set<String> of, int count, long within) {
        return events -> {
            List<OracleEvent> fired = new ArrayList<>();
            List<OracleEvent> since = new ArrayList<>();
            for (OracleEvent now : only(events, of)) {
                since.add(now);
                if (window(since, now, within).size() >= count) {
                    fired.add(now);
                    since.clear();
                }
            }
            return fired;
        };
    }

    static ReferenceDetector distinct(Set<String> of, int count, long within) {
        return events -> {
            List<OracleEvent> fired = new ArrayList<>();
            List<OracleEvent> since = new ArrayList<>();
            for (OracleEvent now : only(events, of)) {
                if (now.label().isEmpty()) {
                    continue;
                }
                since.add(now);
                if (window(since, now, within).stream()
                                .map(OracleEvent::label)
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

    static ReferenceDetector sequence(List<Set<String>> steps, long within, Set<String> unless) {
        return events -> {
            List<OracleEvent> fired = new ArrayList<>();
            List<OracleEvent> since = new ArrayList<>();
            for (OracleEvent now : events) {
                since.add(now);
                List<OracleEvent> window = window(since, now, within);
                boolean ends = false;
                for (int first = 0; first < window.size(); first++) {
                    List<OracleEvent> part = window.subList(first, window.size());
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
    private static boolean isSequence(List<OracleEvent> part, List<Set<String>> steps) {
        int step = 0;
        for (OracleEvent said : part.subList(0, part.size() - 1)) {
            if (step < steps.size() - 1 && said.met(steps.get(step))) {
                step++;
            }
        }
        return step == steps.size() - 1 && part.getLast().met(steps.getLast());
    }

    static ReferenceDetector all(Set<String> of, long within) {
        return events -> {
            List<OracleEvent> fired = new ArrayList<>();
            List<OracleEvent> since = new ArrayList<>();
            for (OracleEvent now : only(events, of)) {
                since.add(now);
                List<OracleEvent> window = window(since, now, within);
                if (of.stream().allMatch(one -> window.stream().anyMatch(said -> said.met(Set.of(one))))) {
                    fired.add(now);
                    since.clear();
                }
            }
            return fired;
        };
    }

    /** @param order of the alternatives in the policy */
    static ReferenceDetector flapping(Set<String> of, int transitions, long within, List<String> order) {
        return events -> {
            List<OracleEvent> fired = new ArrayList<>();
            List<OracleEvent> since = new ArrayList<>();
            String state = "";
            for (OracleEvent now : only(events, of)) {
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

    /**
     * Fires when a condition becomes true, and again only after it was false, which it is without events.
     *
     * @param holds of the events in the window
     */
    private static ReferenceDetector level(Set<String> counted, long within, Predicate<List<OracleEvent>> holds) {
        return events -> {
            List<OracleEvent> fired = new ArrayList<>();
            List<OracleEvent> all = only(events, counted);
            for (int i = 0; i < all.size(); i++) {
                OracleEvent now = all.get(i);
                OracleEvent before = i == 0 ? null : all.get(i - 1);
                boolean held = before != null
                        && before.time() > now.time() - within
                        && holds.test(window(all, before, within));
                if (!held && holds.test(window(all, now, within))) {
                    fired.add(now);
                }
            }
            return fired;
        };
    }

    static ReferenceDetector ratio(Set<String> of, Set<String> over, double above, long within, int atLeast) {
        Set<String> whole = new TreeSet<>(of);
        whole.addAll(over);
        return level(
                whole,
                within,
                window -> window.size() >= atLeast && (double) only(window, of).size() / window.size() > above);
    }

    static ReferenceDetector aggregate(Set<String> of, AggregateFunction fn, boolean above, double bound, long within) {
        return events -> level(of, within, window -> {
                    double[] values = window.stream()
                            .mapToDouble(OracleEvent::value)
                            .sorted()
                            .toArray();
                    double value = value(fn, values);
                    return above ? value > bound : value < bound;
                })
                .firings(withValue(events));
    }

    private static List<OracleEvent> withValue(List<OracleEvent> events) {
        return events.stream().filter(said -> said.value() != null).toList();
    }

    private static double value(AggregateFunction fn, double[] sorted) {
        return switch (fn) {
            case SUM -> Arrays.stream(sorted).sum();
            case AVG -> Arrays.stream(sorted).sum() / sorted.length;
            case MIN -> sorted[0];
            case MAX -> sorted[sorted.length - 1];
            case P50 -> percentile(sorted, 50);
            case P90 -> percentile(sorted, 90);
            case P99 -> percentile(sorted, 99);
        };
    }

    /** The least value that at least so many percent of the values do not exceed. */
    private static double percentile(double[] sorted, int percent) {
        int rank = 1;
        while (100 * rank < percent * sorted.length) {
            rank++;
        }
        return sorted[rank - 1];
    }

    static ReferenceDetector deviation(Set<String> of, double sigmas, long baseline) {
        return events -> {
            List<OracleEvent> fired = new ArrayList<>();
            List<OracleEvent> all = only(withValue(events), of);
            boolean did = false;
            for (OracleEvent now : all) {
                List<OracleEvent> before = window(all, now, baseline);
                double[] values = before.subList(0, before.size() - 1).stream()
                        .mapToDouble(OracleEvent::value)
                        .toArray();
                double mean = Arrays.stream(values).average().orElse(0);
                double sigma = Math.sqrt(Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElse(0));
                boolean deviates = values.length >= 10 && Math.abs(now.value() - mean) > sigmas * sigma;
                if (deviates && !did) {
                    fired.add(now);
                }
                did = deviates;
            }
            return fired;
        };
    }
}
