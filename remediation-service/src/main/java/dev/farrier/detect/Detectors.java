package dev.farrier.detect;

import dev.farrier.model.Event;
import dev.farrier.policy.Detector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What each detector makes of one more event, or of silence. */
final class Detectors {
    private Detectors() {}

    /**
     * A detector has fired.
     *
     * @param time event time, epoch milliseconds
     */
    record Firing(long time, long count, List<String> sources, String because, List<String> samples) {}

    /**
     * Counts one event that matched.
     *
     * @param time the event's time, or the group's newest time when that is later (only for alerts)
     * @return null when it does not fire
     */
    static @Nullable Firing onMatch(Detector detector, Window window, Event event, long time) {
        return switch (detector) {
            case Detector.Each each ->
                new Firing(
                        event.time(),
                        1,
                        List.of(event.source()),
                        each(each, event),
                        List.of(Window.sample(event.id())));
            case Detector.Threshold threshold -> threshold(threshold, window, event, time);
            case Detector.Absence absence -> {
                window.sources.put(event.source(), time);
                window.silent = false;
                yield null;
            }
        };
    }

    private static @Nullable Firing threshold(Detector.Threshold threshold, Window window, Event event, long time) {
        long before = time - threshold.within().toMillis();
        window.counted.dropUpTo(before);
        window.count(time, event.source(), event.id());
        if (window.counted.size() < threshold.count()) {
            return null;
        }
        List<String> sources = window.sources.entrySet().stream()
                .filter(source -> source.getValue() > before)
                .map(Map.Entry::getKey)
                .toList();
        String because = threshold.count() + (threshold.count() == 1 ? " match of " : " matches of ") + names(threshold)
                + " within " + text(threshold.within());
        Firing firing = new Firing(time, threshold.count(), sources, because, window.samples());
        window.countAfresh();
        return firing;
    }

    /** @param time when the silence was complete */
    static Firing silent(Detector.Absence absence, Window window, long time) {
        window.silent = true;
        return new Firing(
                time, 0, List.copyOf(window.sources.keySet()), "silent for " + text(absence.forTime()), List.of());
    }

    private static String each(Detector.Each each, Event event) {
        return event.alert() == null
                ? "a match of " + names(each)
                : "alert " + (event.name().isEmpty() ? names(each) : event.name()) + " firing";
    }

    private static String names(Detector detector) {
        return String.join(" or ", new TreeSet<>(detector.of()));
    }

    /** As durations are written in policies: {@code 1h30m}. */
    private static String text(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }
}
