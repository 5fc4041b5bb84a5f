package dev.farrier.replay.live;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a {@link RecordedRun} has on record of each detection. */
final class RunIndex {
    private final TreeMap<DetectionKey, RecordedRun.ReceivedDetection> detections = new TreeMap<>();
    private final Map<DetectionKey, Incident> opened = new HashMap<>();
    private final Map<String, List<AuditRecord>> ofIncident = new HashMap<>();
    private final Map<Group, List<Incident>> incidents = new HashMap<>();
    private final Map<Group, TreeMap<Long, AuditRecord>> ignored = new HashMap<>();

    /** Identifies a detection in both runs: the same events make a detector fire at the same event time. */
    record DetectionKey(long time, String policy, SortedMap<String, String> group) implements Comparable<DetectionKey> {
        private static final Comparator<DetectionKey> ORDER = Comparator.comparingLong(DetectionKey::time)
                .thenComparing(DetectionKey::policy)
                .thenComparing(key -> Labels.key(key.group()));

        static DetectionKey of(Detection detection) {
            return new DetectionKey(detection.time(), detection.policy(), detection.group());
        }

        @Override
        public int compareTo(DetectionKey other) {
            return ORDER.compare(this, other);
        }
    }

    private record Group(String policy, SortedMap<String, String> labels) {}

    /**
     * One decision, outcome or state.
     *
     * @param what equal in both runs when the same happened
     * @param text for people
     */
    record HistoryStep(String what, String text) {
        static HistoryStep of(String what, String detail) {
            return new HistoryStep(what, detail.isEmpty() ? what : what + ": " + detail);
        }
    }

    RunIndex(RecordedRun run) {
        run.detections().forEach(received -> detections.putIfAbsent(DetectionKey.of(received.detection()), received));
        for (AuditRecord audit : run.audit()) {
            if (!audit.incident().isEmpty()) {
                ofIncident
                        .computeIfAbsent(audit.incident(), id -> new ArrayList<>())
                        .add(audit);
            } else if (audit.kind() == AuditKind.DECISION) {
                ignored.computeIfAbsent(new Group(audit.policy(), audit.group()), group -> new TreeMap<>())
                        .put(audit.time(), audit);
            }
        }
        for (Incident incident : run.incidents().values()) {
            opened.put(DetectionKey.of(incident.detection()), incident);
            incidents
                    .computeIfAbsent(new Group(incident.policy(), incident.group()), group -> new ArrayList<>())
                    .add(incident);
        }
    }

    Set<DetectionKey> detections() {
        return detections.keySet();
    }

    /** Commands that followed the detection, in order, each once. */
    Set<String> commands(DetectionKey key) {
        LinkedHashSet<String> commands = new LinkedHashSet<>();
        for (AuditRecord audit : audit(key)) {
            if (audit.kind() == AuditKind.COMMAND) {
                commands.add(command(audit));
            }
        }
        return commands;
    }

    private List<AuditRecord> audit(DetectionKey key) {
        Incident incident = opened.get(key);
        return incident == null ? List.of() : ofIncident.getOrDefault(incident.id(), List.of());
    }

    /** Decisions, outcomes and states that followed the detection, in order; empty: nothing is on record. */
    List<HistoryStep> history(DetectionKey key) {
        List<HistoryStep> steps = new ArrayList<>();
        for (AuditRecord audit : audit(key)) {
            switch (audit.kind()) {
                case DECISION -> steps.add(HistoryStep.of(ruling(audit), audit.detail()));
                // The decider decides anew after a command that no worker claimed.
                case OUTCOME -> {
                    if (audit.reason() != Reason.EXPIRED) {
                        steps.add(new HistoryStep(
                                command(audit) + " " + audit.reason().code(), command(audit) + ": " + audit.detail()));
                    }
                }
                case STATE ->
                    steps.add(HistoryStep.of(
                            lower(String.valueOf(audit.state())) + " "
                                    + audit.reason().code(),
                            audit.detail()));
                case COMMAND, WOULD_RUN, OPERATOR, REPEAT -> {}
            }
        }
        RecordedRun.ReceivedDetection received = detections.get(key);
        return received == null || opened.containsKey(key) ? steps : withoutIncident(key, received.at());
    }

    /** The decider records only the first of several equal decisions to ignore. */
    private List<HistoryStep> withoutIncident(DetectionKey key, long at) {
        Group group = new Group(key.policy(), key.group());
        for (Incident incident : incidents.getOrDefault(group, List.of())) {
            if (incident.openedAt() <= at && (incident.closedAt() == 0 || at < incident.closedAt())) {
                return List.of(HistoryStep.of("repeat of " + incident.id(), ""));
            }
        }
        Map.Entry<Long, AuditRecord> last =
                ignored.getOrDefault(group, new TreeMap<>()).floorEntry(at);
        return last == null
                ? List.of()
                : List.of(
                        HistoryStep.of(ruling(last.getValue()), last.getValue().detail()));
    }

    private static String ruling(AuditRecord decision) {
        return lower(String.valueOf(decision.verdict())) + " "
                + (decision.verdict() == Verdict.ACT
                        ? decision.rung()
                        : decision.reason().code());
    }

    private static String command(AuditRecord audit) {
        return audit.rung() + (audit.rung().isEmpty() || audit.step().isEmpty() ? "" : " / ") + audit.step() + " runs "
                + audit.action();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
