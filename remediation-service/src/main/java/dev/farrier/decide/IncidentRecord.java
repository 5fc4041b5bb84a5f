package dev.farrier.decide;

import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.Outcome;
import dev.farrier.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the decider keeps of incidents, their targets and the limits that count for them. */
public sealed interface IncidentRecord extends StateRecord {
    /**
     * An incident that is not over.
     *
     * @param resumeOn what it must wait for before it may go on
     * @param checkOn what may end it, or make it overdue, meanwhile
     * @param heartbeats queues ({@link WakeCondition#heartbeat}) of who speaks for its group at the sources it knows of
     */
    record OpenIncident(
            Incident incident, List<WakeCondition> resumeOn, List<WakeCondition> checkOn, List<String> heartbeats)
            implements IncidentRecord {
        public OpenIncident {
            resumeOn = List.copyOf(resumeOn);
            checkOn = List.copyOf(checkOn);
            heartbeats = List.copyOf(heartbeats);
        }

        @Override
        public String key() {
            return key(incident.id());
        }

        @Override
        public List<WakeCondition> wakeConditions() {
            if (resumeOn.isEmpty()) {
                return checkOn;
            }
            List<WakeCondition> all = new ArrayList<>(resumeOn);
            all.addAll(checkOn);
            return all;
        }

        public static String key(String id) {
            return "incident|" + id;
        }
    }

    /** An incident that is over and still in the incidents topic. */
    record ClosedIncident(String incident, long wakeAt) implements IncidentRecord {
        @Override
        public String key() {
            return "closed|" + incident;
        }
    }

    /** What a worker said while its incident stood still; applied when that goes on. */
    record ParkedOutcome(String incident, long number, Outcome outcome) implements IncidentRecord {
        @Override
        public String key() {
            return prefix(incident) + String.format(Locale.ROOT, "%09d", number);
        }

        static String prefix(String incident) {
            return "parked|" + incident + "|";
        }
    }

    /** While it stands, nobody but this incident touches the target. */
    record TargetLease(String target, String incident) implements IncidentRecord {
        @Override
        public String key() {
            return key(target);
        }

        public static String key(String target) {
            return "lease|" + target;
        }
    }

    /** Somebody has worked on the target, and ended at this time of the decider's clock. */
    record LastRemediation(String target, long at, long wakeAt) implements IncidentRecord {
        @Override
        public String key() {
            return key(target);
        }

        public static String key(String target) {
            return "worked|" + target;
        }
    }

    /**
     * When rungs were started, for one counter of a limit: only those that still lie in its window.
     *
     * @param reserved incidents whose rung still looks whether there is anything to do → since when
     */
    record RungStarts(String counter, List<Long> times, SortedMap<String, Long> reserved, long wakeAt)
            implements IncidentRecord {
        public RungStarts {
            times = List.copyOf(times);
            reserved = Collections.unmodifiableSortedMap(new TreeMap<>(reserved));
        }

        static RungStarts none(String counter) {
            return new RungStarts(counter, List.of(), new TreeMap<>(), 0);
        }

        /** @param expiresAt when the record is not needed any more, unless another start is later */
        RungStarts started(long at, long until) {
            List<Long> more = new ArrayList<>(times);
            more.add(at);
            return new RungStarts(counter, more, reserved, Math.max(wakeAt, until));
        }

        RungStarts startedAfter(long from) {
            return new RungStarts(
                    counter, times.stream().filter(at -> at > from).toList(), reserved, wakeAt);
        }

        RungStarts notStarted(Long at) {
            List<Long> fewer = new ArrayList<>(times);
            fewer.remove(at);
            return new RungStarts(counter, fewer, reserved, wakeAt);
        }

        RungStarts reservedBy(String incident, long at, long until) {
            SortedMap<String, Long> more = new TreeMap<>(reserved);
            more.put(incident, at);
            return new RungStarts(counter, times, more, Math.max(wakeAt, until));
        }

        RungStarts notReservedBy(String incident) {
            SortedMap<String, Long> fewer = new TreeMap<>(reserved);
            fewer.remove(incident);
            return new RungStarts(counter, times, fewer, wakeAt);
        }

        @Override
        public String key() {
            return key(counter);
        }

        public static String key(String counter) {
            return "starts|" + counter;
        }
    }

    /** This policy leaves this target alone until {@code wakeAt}. */
    record Cooldown(String policy, String target, boolean shadow, long wakeAt) implements IncidentRecord {
        @Override
        public String key() {
            return key(policy, target, shadow);
        }

        public static String key(String policy, String target, boolean shadow) {
            return "cooldown|" + (shadow ? "shadow|" : "") + policy + "|" + target;
        }
    }

    /**
     * A person has cancelled the incident of a symptom that was still there.
     *
     * @param detection the one that opened the incident
     * @param detector hash of the detector that it was of: nobody tells of its end under another
     * @param lastMatch event time of the newest match that was told of
     * @param since the decider's clock when it was cancelled
     * @param untilResolved nothing is done for it until it has ended; else it is decided again at {@code wakeAt}
     * @param wakeAt also: when it has been quiet for long enough to have ended, or is followed no longer
     */
    record CancelledSymptom(
            String policy,
            SortedMap<String, String> group,
            Detection detection,
            String detector,
            long lastMatch,
            long since,
            boolean untilResolved,
            long wakeAt)
            implements IncidentRecord {
        public CancelledSymptom {
            group = Labels.copyOf(group);
        }

        @Override
        public String key() {
            return key(policy, group);
        }

        public static String key(String policy, SortedMap<String, String> group) {
            return "cancelled|" + policy + "|" + Labels.key(group);
        }

        CancelledSymptom matched(long at, long newWakeAt) {
            return new CancelledSymptom(
                    policy, group, detection, detector, Math.max(lastMatch, at), since, untilResolved, newWakeAt);
        }
    }

    /** Detections of this policy and group that were ignored for one reason: recorded once, then counted. */
    record IgnoredDetections(String policy, SortedMap<String, String> group, Reason reason, long count, long wakeAt)
            implements IncidentRecord {
        /** How long after the last repeat an ignored detection counts as a new one. */
        public static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

        public IgnoredDetections {
            group = Labels.copyOf(group);
        }

        @Override
        public String key() {
            return key(policy, group);
        }

        public static String key(String policy, SortedMap<String, String> group) {
            return "ignored|" + policy + "|" + Labels.key(group);
        }
    }
}
