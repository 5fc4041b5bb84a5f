package dev.farrier.detect.time;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.model.Labels;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.policy.Source.Liveness;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far each source was read, and since when it has been heard. Kept in memory only: after a restart nothing is known,
 * and silence is counted anew.
 *
 * <p>At most 50,000 speakers a source are remembered, those heard most recently.
 */
public final class SourceClocks {
    public static final int SPEAKERS = 50_000;

    private final Map<String, SourceClock> sources = new TreeMap<>();
    private final Consumer<String> tooMany;
    private final boolean inOrder;

    /**
     * @param tooMany gets the source of each speaker that is forgotten because there are too many
     * @param inOrder events come in the order of their time, as in replay: none is still on its way
     */
    public SourceClocks(Consumer<String> tooMany, boolean inOrder) {
        this.tooMany = tooMany;
        this.inOrder = inOrder;
    }

    private static final class SourceClock {
        final String topic;
        long[] readUpTo = {};
        long lastHeard = NEVER;
        long aliveSince = NEVER;
        /** In the order in which they were heard of. */
        final LinkedHashMap<String, Long> speakers = new LinkedHashMap<>();

        /** Speaker → when the watchdog alert that speaks for it began to fire. */
        final Map<String, Long> watchdogSince = new HashMap<>();

        final TreeSet<String> unreported = new TreeSet<>();
        /** Label names → the two that were heard last; forgotten whenever somebody is heard. */
        final Map<List<String>, LastTwo> lastTwo = new HashMap<>();

        SourceClock(String topic) {
            this.topic = topic;
        }
    }

    /** @param time of the one heard last */
    private record LastTwo(String last, long time, long timeOfTheOther) {}

    /**
     * Takes in what ingest says of one partition.
     *
     * @param liveness the source's; null: how far it was read is known from its events only
     */
    public void update(SourceProgress progress, @Nullable Liveness liveness, boolean reportsHeard) {
        SourceClock source = sources.get(progress.source());
        if (source == null || !source.topic.equals(progress.topic())) {
            source = new SourceClock(progress.topic());
            sources.put(progress.source(), source);
        }
        int partition = progress.partition();
        int partitions = Math.max(progress.partitions(), partition + 1);
        int known = source.readUpTo.length;
        if (known != partitions) {
            source.readUpTo = Arrays.copyOf(source.readUpTo, partitions);
            Arrays.fill(source.readUpTo, Math.min(known, partitions), partitions, NEVER);
        }
        source.readUpTo[partition] = Math.max(source.readUpTo[partition], readUpTo(progress, liveness));
        recordHeartbeats(progress, source, liveness, reportsHeard);
    }

    /** Others' events do not move the clock past a speaker whose own may still be on their way: the lag counts always. */
    private long readUpTo(SourceProgress progress, @Nullable Liveness liveness) {
        long latest = Math.max(progress.watermark(), progress.caughtUpAt());
        return latest == 0
                ? NEVER
                : latest - (liveness == null || inOrder ? 0 : liveness.maxLag().toMillis());
    }

    private void recordHeartbeats(
            SourceProgress progress, SourceClock source, @Nullable Liveness liveness, boolean report) {
        if (progress.heard().isEmpty()) {
            return;
        }
        source.lastTwo.clear();
        source.watchdogSince.putAll(progress.watchdogSince());
        progress.heard().forEach((speaker, time) -> {
            Long before = source.speakers.remove(speaker);
            source.speakers.put(speaker, before == null ? time : Math.max(before, time));
            if (report && (before == null || time > before)) {
                source.unreported.add(speaker);
            }
            if (source.speakers.size() > SPEAKERS) {
                String forgotten = source.speakers.keySet().iterator().next();
                source.speakers.remove(forgotten);
                source.unreported.remove(forgotten);
                source.watchdogSince.remove(forgotten);
                tooMany.accept(progress.source());
            }
        });
        if (liveness != null) {
            long gap = liveness.expectEvery().toMillis();
            progress.heard().values().stream().sorted().forEach(time -> {
                if (source.lastHeard == NEVER || time > source.lastHeard + gap) {
                    source.aliveSince = time;
                }
                source.lastHeard = Math.max(source.lastHeard, time);
            });
        }
    }

    /** Everything that happened before this was read, epoch milliseconds; NEVER while a partition has said nothing. */
    public long clock(String source) {
        SourceClock clock = sources.get(source);
        return clock == null ? NEVER : Arrays.stream(clock.readUpTo).min().orElse(NEVER);
    }

    /** Since when the source as a whole was heard without a gap longer than {@code expectEvery}; NEVER when it was not. */
    public long aliveSince(String source) {
        SourceClock clock = sources.get(source);
        return clock == null ? NEVER : clock.aliveSince;
    }

    /** When somebody of this source was heard last, event time; NEVER when nobody was. */
    public long lastHeardAt(String source) {
        SourceClock clock = sources.get(source);
        return clock == null ? NEVER : clock.lastHeard;
    }

    /**
     * Whether silence of this group until {@code judged} says something about the group, and not about its source:
     * somebody else spoke at {@code judged} or later. When the group's labels don't tell speakers apart, it is enough
     * that the source as a whole was heard not longer than {@code expectEvery} before.
     */
    public boolean isAliveApartFrom(String name, Liveness liveness, SortedMap<String, String> group, long judged) {
        SourceClock source = sources.get(name);
        if (source == null) {
            return false;
        }
        List<String> by = liveness.by().stream().filter(group::containsKey).toList();
        if (by.isEmpty()) {
            return source.lastHeard != NEVER
                    && source.lastHeard >= judged - liveness.expectEvery().toMillis();
        }
        LastTwo lastTwo = source.lastTwo.computeIfAbsent(by, labels -> lastTwo(source.speakers, labels));
        boolean own = lastTwo.last.equals(project(group, by));
        return (own ? lastTwo.timeOfTheOther : lastTwo.time) >= judged;
    }

    private static LastTwo lastTwo(Map<String, Long> speakers, List<String> by) {
        Map<String, Long> times = new TreeMap<>();
        speakers.forEach((speaker, time) -> times.merge(project(Labels.parse(speaker), by), time, Math::max));
        String last = "";
        long time = NEVER;
        long other = NEVER;
        for (Map.Entry<String, Long> entry : times.entrySet()) {
            if (entry.getValue() > time) {
                other = time;
                last = entry.getKey();
                time = entry.getValue();
            } else {
                other = Math.max(other, entry.getValue());
            }
        }
        return new LastTwo(last, time, other);
    }

    private static String project(Map<String, String> labels, List<String> by) {
        TreeMap<String, String> projected = new TreeMap<>(labels);
        projected.keySet().retainAll(by);
        return Labels.key(projected);
    }

    /** Source → {@link #clock}, without the sources that have none. */
    public SortedMap<String, Long> watermarks() {
        TreeMap<String, Long> watermarks = new TreeMap<>();
        sources.keySet().forEach(source -> {
            if (clock(source) != NEVER) {
                watermarks.put(source, clock(source));
            }
        });
        return watermarks;
    }

    /**
     * Takes out what was heard since it was last taken out, up to about this size.
     *
     * @return source → speaker → latest event time; empty when nothing is left
     */
    public SortedMap<String, SortedMap<String, Long>> drainHeartbeats(int characters) {
        TreeMap<String, SortedMap<String, Long>> heard = new TreeMap<>();
        int[] left = {characters};
        sources.forEach((name, source) -> {
            while (left[0] > 0 && !source.unreported.isEmpty()) {
                String speaker = source.unreported.removeFirst();
                heard.computeIfAbsent(name, n -> new TreeMap<>())
                        .put(speaker, source.speakers.getOrDefault(speaker, NEVER));
                left[0] -= speaker.length() + Long.BYTES;
            }
        });
        return heard;
    }

    /** Of what {@link #drainHeartbeats} gave: when the watchdogs began to fire, for those that have one. */
    public SortedMap<String, SortedMap<String, Long>> watchdogSince(SortedMap<String, SortedMap<String, Long>> heard) {
        TreeMap<String, SortedMap<String, Long>> since = new TreeMap<>();
        heard.forEach((name, speakers) -> {
            SourceClock source = sources.get(name);
            if (source != null && !source.watchdogSince.isEmpty()) {
                TreeMap<String, Long> told = new TreeMap<>(source.watchdogSince);
                told.keySet().retainAll(speakers.keySet());
                since.put(name, told);
            }
        });
        return since;
    }
}
