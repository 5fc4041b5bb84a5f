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
 * Finds stalled channels by comparing successive offsets: a partition stalls when it could have advanced and has not for 30 s.
 * Only observed time counts, so an outage of this process or of Kafka makes no channel stall. Not thread-safe.
 */
public final class StallDetector {
    static final long STILL_MILLIS = 30_000;

    /** A longer gap between two evaluations was an outage of this process. */
    static final long GAP_MILLIS = 6_000;

    private record PartitionKey(String topic, int partition) {}

    /** Since when, in observed time, each of the two offsets has not advanced. */
    private record LastAdvance(long lastStable, long stableSince, long read, long readSince) {}

    private final Map<PartitionKey, LastAdvance> advances = new HashMap<>();
    private long observed;
    private long lastEvaluation = -1;

    /** @param now epoch milliseconds */
    public List<StalledChannel> evaluate(long now, List<ChannelOffsets> offsets) {
        observed += lastEvaluation < 0 ? 0 : Math.clamp(now - lastEvaluation, 0, GAP_MILLIS);
        lastEvaluation = now;
        List<StalledChannel> stalled = new ArrayList<>();
        Map<PartitionKey, LastAdvance> newAdvances = new HashMap<>();
        for (ChannelOffsets current : offsets) {
            evaluate(current, newAdvances).ifPresent(stalled::add);
        }
        advances.clear();
        advances.putAll(newAdvances);
        return stalled;
    }

    private Optional<StalledChannel> evaluate(ChannelOffsets current, Map<PartitionKey, LastAdvance> newAdvances) {
        InputChannel channel = current.channel();
        int partitions = current.partitions().size();
        if (partitions == 0) {
            return Optional.of(new StalledChannel(channel, StallCause.TOPIC_MISSING, new TreeSet<>()));
        }
        SortedSet<Integer> stalled = new TreeSet<>();
        StallCause cause = StallCause.NOT_READ;
        for (PartitionOffsets partition : current.partitions()) {
            Optional<StallCause> found =
                    evaluate(new PartitionKey(channel.topic(), partition.number()), partition, newAdvances);
            if (found.isPresent()) {
                stalled.add(partition.number());
                cause = cause.compareTo(found.get()) < 0 ? cause : found.get();
            }
        }
        if (channel.partitions() > 0 && channel.partitions() != partitions) {
            return Optional.of(new StalledChannel(channel, StallCause.WRONG_PARTITIONS, new TreeSet<>()));
        }
        if (stalled.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new StalledChannel(channel, cause, stalled.size() == partitions ? new TreeSet<>() : stalled));
    }

    private Optional<StallCause> evaluate(
            PartitionKey key, PartitionOffsets now, Map<PartitionKey, LastAdvance> newAdvances) {
        if (!now.led()) {
            return Optional.of(StallCause.NO_LEADER);
        }
        LastAdvance before = advances.get(key);
        boolean held = now.end() > now.lastStable();
        boolean behind = now.read() < now.lastStable();
        long stableSince =
                held && before != null && before.lastStable() == now.lastStable() ? before.stableSince() : observed;
        long readSince = behind && before != null && before.read() == now.read() ? before.readSince() : observed;
        newAdvances.put(key, new LastAdvance(now.lastStable(), stableSince, now.read(), readSince));
        if (observed - stableSince >= STILL_MILLIS) {
            return Optional.of(StallCause.OPEN_TRANSACTION);
        }
        return observed - readSince >= STILL_MILLIS ? Optional.of(StallCause.NOT_READ) : Optional.empty();
    }
}
