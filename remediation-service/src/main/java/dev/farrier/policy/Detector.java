package dev.farrier.policy;

import dev.farrier.model.Labels;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;

/**
 * The pattern of matches that is a failure. Each detector is a class, which its {@link DetectorType} reads from a policy; the
 * rest of the service uses this interface only. A window is {@code (t − window, t]}.
 */
public interface Detector {
    /** How long the topic of signals keeps what detectors count, unless its configuration was changed. */
    Duration SIGNAL_RETENTION = Duration.ofDays(3);

    /** What makes a detector fire. */
    enum Trigger {
        /** An event, at its own time. */
        EVENT,
        /** A symptom that has lasted for {@link #window}. */
        DURATION,
        /** A group that was silent for {@link #window} while its sources were alive. */
        SILENCE
    }

    /** Alternatives of {@code match} whose events count, at least one. */
    Set<String> of();

    /** All alternatives whose events the detector reads. */
    default Set<String> alternatives() {
        return of();
    }

    /** How far back events count; zero: each event is judged by itself. */
    Duration window();

    default Trigger trigger() {
        return Trigger.EVENT;
    }

    /** True: after it has fired, the detector counts from zero. False: it fires again only after its condition was false. */
    default boolean countsAfresh() {
        return true;
    }

    /** Whether changes are counted: the end of an alert then counts as well as its beginning. */
    default boolean countsTransitions() {
        return false;
    }

    /** The label whose different values are counted; empty: none. */
    default String countedLabel() {
        return "";
    }

    /** Resources with these labels are groups even before their first event; empty: a group begins with its first event. */
    default SortedMap<String, String> expected() {
        return Labels.empty();
    }

    /** What makes it fire, for {@code farrier policy explain}: {@code on 3 matches of failed within 5m}. */
    String explain();

    /** Adds everything that the detector's state depends on, always in the same order. */
    void addTo(DetectorHash hash);
}
