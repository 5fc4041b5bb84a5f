package dev.farrier.replay.live;

import dev.farrier.decide.StateRecord;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Detection;
import dev.farrier.model.Labels;
import dev.farrier.model.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A {@link Run}, by detections. */
final class Happened {
    private final SortedMap<Key, Run.Heard> detections = new TreeMap<>();
    private final Map<Key, Story> opened = new HashMap<>();
    private final Map<Group, List<Story>> stories = new HashMap<>();
    private final Map<Group, TreeMap<Long, AuditRecord>> ignored = new HashMap<>();
    private final Map<Key, Fate> fates = new HashMap<>();

    /** What two runs have in common: the same events fire at the same time of theirs. */
    record Key(long time, String policy, SortedMap<String, String> group) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparingLong(Key::time)
                .thenComparing(Key::policy)
                .thenComparing(key -> Labels.key(key.group()));

        static Key of(Detection detection) {
            return new Key(detection.time(), detection.policy(), detection.group());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** @param last when it was ignored again, by the decider's clock, epoch milliseconds */
    private record Repeating(AuditRecord first, long last) {}

    private record Group(String policy, SortedMap<String, String> labels) {}

    Happened(Run run) {
        run.detections().forEach(heard -> detections.putIfAbsent(Key.of(heard.detection()), heard));
        Map<String, List<AuditRecord>> audits = new HashMap<>();
        for (AuditRecord audit : run.audit()) {
            if (!audit.incident().isEmpty()) {
                audits.computeIfAbsent(audit.incident(), id -> new ArrayList<>())
                        .add(audit);
            } else if (audit.kind() == AuditRecord.Kind.DECISION && audit.verdict() == Verdict.IGNORE) {
                ignored.computeIfAbsent(new Group(audit.policy(), audit.group()), group -> new TreeMap<>())
                        .put(audit.time(), audit);
            }
        }
        run.incidents().values().forEach(incident -> {
            Story story = new Story(incident, audits.getOrDefault(incident.id(), List.of()));
            opened.put(Key.of(incident.detection()), story);
            stories.computeIfAbsent(new Group(incident.policy(), incident.group()), group -> new ArrayList<>())
                    .add(story);
        });
        Map<Group, Repeating> repeating = new HashMap<>();
        for (Run.Heard heard : run.detections()) {
            fates.putIfAbsent(Key.of(heard.detection()), fate(heard, repeating));
        }
    }

    /** In the order of their time. */
    SortedMap<Key, Run.Heard> detections() {
        return detections;
    }

    Fate fate(Key key) {
        return fates.getOrDefault(key, new Fate.Untold());
    }

    /** @param repeating what was ignored last, and can be once more without a record of it */
    private Fate fate(Run.Heard heard, Map<Group, Repeating> repeating) {
        Key key = Key.of(heard.detection());
        Story own = opened.get(key);
        if (own != null) {
            return new Fate.Opened(own);
        }
        Group group = new Group(key.policy(), key.group());
        for (Story story : stories.getOrDefault(group, List.of())) {
            if (story.wasOpenAt(heard.at())) {
                return new Fate.Absorbed(story);
            }
        }
        Map.Entry<Long, AuditRecord> last =
                ignored.getOrDefault(group, new TreeMap<>()).floorEntry(heard.at());
        if (last == null) {
            return new Fate.Untold();
        }
        Repeating before = repeating.get(group);
        long told = before != null && before.first == last.getValue() ? before.last : last.getKey();
        if (heard.at() - told > StateRecord.Ignored.FORGOTTEN_AFTER.toMillis()) {
            return new Fate.Untold();
        }
        repeating.put(group, new Repeating(last.getValue(), heard.at()));
        return new Fate.Ignored(last.getValue());
    }
}
