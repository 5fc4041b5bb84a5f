package dev.farrier.decide.state;

import dev.farrier.model.Command;
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
import java.util.stream.Stream;

/** What the decider keeps of incidents, their targets and the limits that count for them. */
public sealed interface IncidentRecord extends StateRecord {
    /**
     * An incident that is not over.
     *
     * @param resumeOn what resumes it; empty: it is not waiting
     * @param checkOn when its symptom may have cleared, or its command is overdue
     * @param heartbeats queues ({@link WakeCondition#heartbeat}) of its group's emitters
     */
    record OpenIncident(
            Incident incident, List<WakeCondition> resumeOn, List<WakeCondition> checkOn, List<String> heartbeats)
            implements IncidentRecord {
        public static final String PREFIX = "incident|";

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
            return PREFIX + id;
        }
    }

    /** An incident that is over; its tombstone is written at {@code wakeAt}. */
    record ClosedIncident(String incident, long wakeAt) implements IncidentRecord {
        @Override
        public String key() {
            return key(incident);
        }

        public static String key(String incident) {
            return "closed|" + incident;
        }
    }

    /** An incident that was healed; until {@code wakeAt} it goes on when its symptom returns. */
    record HealedIncident(Incident incident, long wakeAt) implements IncidentRecord {
        public static final String PREFIX = "healed|";

        @Override
        public String key() {
            return key(incident.policy(), incident.group());
        }

        public static String key(String policy, SortedMap<String, String> group) {
            return PREFIX + policy + "|" + Labels.key(group);
        }
    }

    /** An outcome of a frozen incident, applied when the incident resumes. */
    record ParkedOutcome(String incident, long number, Outcome outcome) implements IncidentRecord {
        @Override
        public String key() {
            return prefix(incident) + String.format(Locale.ROOT, "%09d", number);
        }

        public static String prefix(String incident) {
            return "parked|" + incident + "|";
        }
    }

    /**
     * A command of a diagnosis that no incident waits for any more. It has its slot until it ends.
     *
     * @param claimed a worker holds it
     * @param lostAt clock of its site at which it has ended for certain
     */
    record AbandonedCommand(Command command, boolean claimed, long lostAt) implements IncidentRecord {
        @Override
        public String key() {
            return key(command.id());
        }

        @Override
        public List<WakeCondition> wakeConditions() {
            return List.of(new WakeCondition(WakeCondition.site(command.site()), lostAt));
        }

        public static String key(String command) {
            return "abandoned|" + command;
        }
    }

    /** Only this incident may act on the target. */
    record TargetLease(String target, String incident) implements IncidentRecord {
        @Override
        public String key() {
            return key(target);
        }

        public static String key(String target) {
            return "lease|" + target;
        }
    }

    /**
     * The last remediation of a target, or of what it depends on; or the end of its maintenance.
     *
     * @param incident whose remediation it was; empty: what the target depends on was ill, and is so no longer; {@code
     *     maintenance/ID}: people have worked on it
     * @param at when it ended, by the decider's clock
     */
    record LastRemediation(String target, String incident, long at, long wakeAt) implements IncidentRecord {
        /** Longer than {@code staleAfter} of any use, milliseconds. */
        private static final long REMEMBER = Duration.ofDays(1).toMillis();

        private static final String MAINTENANCE = "maintenance/";

        public static LastRemediation ofIncident(Incident incident, long at) {
            return new LastRemediation(incident.target(), incident.id(), at, at + REMEMBER);
        }

        public static LastRemediation ofInhibitor(String target, long at) {
            return new LastRemediation(target, "", at, at + REMEMBER);
        }

        public static LastRemediation ofMaintenance(String target, String maintenance, long at) {
            return new LastRemediation(target, MAINTENANCE + maintenance, at, at + REMEMBER);
        }

        public boolean isOfIncident() {
            return !incident.isEmpty() && !isOfMaintenance();
        }

        private boolean isOfMaintenance() {
            return incident.startsWith(MAINTENANCE);
        }

        /** For people: the sources have told nothing since … */
        public String text() {
            if (incident.isEmpty()) {
                return "what the target depends on is well again";
            }
            return isOfMaintenance() ? "the maintenance of the target has ended" : "the last remediation of the target";
        }

        @Override
        public String key() {
            return key(target);
        }

        public static String key(String target) {
            return "worked|" + target;
        }
    }

    /**
     * Rung starts that one counter of a limit has in its window.
     *
     * @param reserved incidents whose rung confirms first → since when
     */
    record RungStarts(String counter, List<Long> times, SortedMap<String, Long> reserved, long wakeAt)
            implements IncidentRecord {
        public RungStarts {
            times = List.copyOf(times);
            reserved = Collections.unmodifiableSortedMap(new TreeMap<>(reserved));
        }

        private static final String RUNS = "runs|";
        private static final String DEPARTED = "departed|";

        /** The counter of the runs on a resource, of all policies: what budgets limit. */
        public static String runs(String resource) {
            return RUNS + resource;
        }

        /** The counter of the runs on resources that this budget has selected, and that are in no inventory any more. */
        public static String ofDeparted(String budget) {
            return DEPARTED + budget;
        }

        static boolean isOfDeparted(String counter) {
            return counter.startsWith(DEPARTED);
        }

        static String budget(String counter) {
            return counter.substring(DEPARTED.length());
        }

        public static boolean isOfRuns(String counter) {
            return counter.startsWith(RUNS);
        }

        public static String resource(String counter) {
            return counter.substring(RUNS.length());
        }

        public static RungStarts none(String counter) {
            return new RungStarts(counter, List.of(), new TreeMap<>(), 0);
        }

        /** @param until when the start has left the window */
        public RungStarts started(long at, long until) {
            List<Long> more = new ArrayList<>(times);
            more.add(at);
            return new RungStarts(counter, more, reserved, Math.max(wakeAt, until));
        }

        public RungStarts startedAfter(long from) {
            return new RungStarts(
                    counter, times.stream().filter(at -> at > from).toList(), reserved, wakeAt);
        }

        /** All that both count. */
        public RungStarts with(RungStarts other) {
            List<Long> all = Stream.concat(times.stream(), other.times().stream())
                    .sorted()
                    .toList();
            SortedMap<String, Long> both = new TreeMap<>(reserved);
            both.putAll(other.reserved());
            return new RungStarts(counter, all, both, Math.max(wakeAt, other.wakeAt()));
        }

        public RungStarts notStarted(Long at) {
            List<Long> fewer = new ArrayList<>(times);
            fewer.remove(at);
            return new RungStarts(counter, fewer, reserved, wakeAt);
        }

        public RungStarts reservedBy(String incident, long at, long until) {
            SortedMap<String, Long> more = new TreeMap<>(reserved);
            more.put(incident, at);
            return new RungStarts(counter, times, more, Math.max(wakeAt, until));
        }

        public RungStarts notReservedBy(String incident) {
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

    /** The policy does not act on the target before {@code wakeAt}. */
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
     * A symptom that outlasted the incident that a person has cancelled.
     *
     * @param detection the detection that opened the incident
     * @param detector hash of the detector: another one does not report the end of the symptom
     * @param lastMatch event time of the newest match
     * @param since the decider's clock when it was cancelled
     * @param untilResolved detections are ignored until it has ended; else it is decided again at {@code wakeAt}
     * @param wakeAt with {@code untilResolved}: when it has been quiet for long enough, or detect follows it no longer
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

        public CancelledSymptom matched(long at, long newWakeAt) {
            return new CancelledSymptom(
                    policy, group, detection, detector, Math.max(lastMatch, at), since, untilResolved, newWakeAt);
        }
    }

    /** Detections of a group that were ignored for one reason: audited once, then counted. */
    record IgnoredDetections(String policy, SortedMap<String, String> group, Reason reason, long count, long wakeAt)
            implements IncidentRecord {
        /** An ignored detection after a longer pause is audited again. */
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
