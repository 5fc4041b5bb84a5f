package dev.farrier.stream.channel;

import dev.farrier.stream.channel.ChannelOffsets.PartitionOffsets;
import dev.farrier.stream.channel.StalledChannel.StallCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Judges channels by one look after the other. What could have moved and stands still for 30 s is deaf; only time in which
 * somebody looked counts, so an outage of ours or of Kafka makes nobody deaf. Not thread-safe.
 */
public final class StallDetector {
    static final long STILL_MILLIS = 30_000;

    /** A longer gap between two looks was an outage of ours. */
    static final long GAP_MILLIS = 6_000;

    private record Place(String topic, int partition) {}

    /** Since when, in watched time, each of the two has not moved. */
    private record Mark(long lastStable, long stableSince, long read, long readSince) {}

    private final Map<Place, Mark> marks = new HashMap<>();
    private long watched;
    private long lastLook = -1;

    /** @param now epoch milliseconds */
    public List<StalledChannel> evaluate(long now, List<ChannelOffsets> looks) {
        watched += lastLook < 0 ? 0 : Math.clamp(now - lastLook, 0, GAP_MILLIS);
        lastLook = now;
        List<StalledChannel> deaf = new ArrayList<>();
        Map<Place, Mark> newMarks = new HashMap<>();
        for (ChannelOffsets look : looks) {
            evaluate(look, newMarks).ifPresent(deaf::add);
        }
        marks.clear();
        marks.putAll(newMarks);
        return deaf;
    }

    private Optional<StalledChannel> evaluate(ChannelOffsets look, Map<Place, Mark> newMarks) {
        InputChannel channel = look.channel();
        int partitions = look.partitions().size();
        if (partitions == 0) {
            return Optional.of(new StalledChannel(channel, StallCause.TOPIC_MISSING, new TreeSet<>()));
        }
        SortedSet<Integer> deaf = new TreeSet<>();
        StallCause cause = StallCause.NOT_READ;
        for (PartitionOffsets partition : look.partitions()) {
            Optional<StallCause> found = evaluate(new Place(channel.topic(), partition.number()), partition, newMarks);
            if (found.isPresent()) {
                deaf.add(partition.number());
                cause = cause.compareTo(found.get()) < 0 ? cause : found.get();
            }
        }
        if (channel.partitions() > 0 && channel.partitions() != partitions) {
            return Optional.of(new StalledChannel(channel, StallCause.WRONG_PARTITIONS, new TreeSet<>()));
        }
        if (deaf.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StalledChannel(channel, cause, deaf.size() == partitions ? new TreeSet<>() : deaf));
    }

    private Optional<StallCause> evaluate(Place place, PartitionOffsets now, Map<Place, Mark> newMarks) {
        if (!now.led()) {
            return Optional.of(StallCause.NO_LEADER);
        }
        Mark before = marks.get(place);
        boolean held = now.end() > now.lastStable();
        boolean behind = now.read() < now.lastStable();
        long stableSince =
                held && before != null && before.lastStable() == now.lastStable() ? before.stableSince() : watched;
        long readSince = behind && before != null && before.read() == now.read() ? before.readSince() : watched;
        newMarks.put(place, new Mark(now.lastStable(), stableSince, now.read(), readSince));
        if (watched - stableSince >= STILL_MILLIS) {
            return Optional.of(StallCause.OPEN_TRANSACTION);
        }
        return watched - readSince >= STILL_MILLIS ? Optional.of(StallCause.NOT_READ) : Optional.empty();
    }
}
