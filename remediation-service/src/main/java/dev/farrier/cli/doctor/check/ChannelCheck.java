package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.policy.text.Phrases;
import dev.farrier.stream.channel.ChannelOffsets;
import dev.farrier.stream.channel.ChannelOffsets.PartitionOffsets;
import dev.farrier.stream.channel.StalledChannel;
import dev.farrier.stream.channel.StalledChannel.StallCause;
import dev.farrier.stream.inspect.GroupFacts;
import dev.farrier.stream.inspect.OpenTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** Whether what is written is read: by the groups of Streams, and past the transactions on the topics. */
public final class ChannelCheck {
    /** Farrier's own transactions end within 10 s. */
    private static final Duration OURS_WITHIN = Duration.ofMinutes(1);
    /** Kafka's default of {@code transaction.max.timeout.ms}. */
    private static final Duration OTHERS_WITHIN = Duration.ofMinutes(15);

    private ChannelCheck() {}

    /** @param roles group → the role whose processes are its members */
    public static List<Finding> groups(Map<String, String> roles, Map<String, GroupFacts> groups) {
        List<Finding> findings = new ArrayList<>();
        groups.values().stream()
                .filter(group -> roles.containsKey(group.name()))
                .forEach(group -> {
                    String role = roles.get(group.name());
                    if (group.allowed().map(Collection::isEmpty).orElse(false)) {
                        findings.add(Finding.notChecked(
                                Subject.CHANNELS,
                                "whether a process with the role " + role + " runs: this user may not describe group "
                                        + group.name(),
                                ""));
                    } else if (group.members() == 0) {
                        findings.add(Finding.error(
                                Subject.CHANNELS,
                                "no process with the role " + role + " runs: nobody is in group " + group.name(),
                                "farrier serve --role " + role));
                    }
                });
        return findings;
    }

    /**
     * The channels that stood still between two looks, although there was something to read.
     *
     * @param before at the first look
     * @param after at the second look, of the same channels
     */
    public static List<StalledChannel> stalled(List<ChannelOffsets> before, List<ChannelOffsets> after) {
        Map<String, Map<Integer, PartitionOffsets>> first = new HashMap<>();
        before.forEach(look -> look.partitions()
                .forEach(partition -> first.computeIfAbsent(
                                look.channel().group() + "/" + look.channel().topic(), any -> new HashMap<>())
                        .put(partition.number(), partition)));
        List<StalledChannel> stalled = new ArrayList<>();
        for (ChannelOffsets look : after) {
            Map<Integer, PartitionOffsets> known = first.getOrDefault(
                    look.channel().group() + "/" + look.channel().topic(), Map.of());
            stalled(look, known).ifPresent(stalled::add);
        }
        return stalled;
    }

    private static Optional<StalledChannel> stalled(ChannelOffsets look, Map<Integer, PartitionOffsets> known) {
        if (look.partitions().isEmpty()) {
            return Optional.of(new StalledChannel(look.channel(), StallCause.TOPIC_MISSING, new TreeSet<>()));
        }
        Predicate<PartitionOffsets> still = partition -> {
            PartitionOffsets before = known.get(partition.number());
            return before != null
                    && before.led()
                    && before.read() < before.lastStable()
                    && before.read() == partition.read();
        };
        TreeSet<Integer> leaderless = numbers(look, partition -> !partition.led());
        TreeSet<Integer> unread = numbers(look, still.and(PartitionOffsets::led));
        TreeSet<Integer> all = leaderless.isEmpty() ? unread : leaderless;
        if (all.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StalledChannel(
                look.channel(),
                leaderless.isEmpty() ? StallCause.NOT_READ : StallCause.NO_LEADER,
                all.size() == look.partitions().size() ? new TreeSet<>() : all));
    }

    private static TreeSet<Integer> numbers(ChannelOffsets look, Predicate<PartitionOffsets> which) {
        TreeSet<Integer> numbers = new TreeSet<>();
        look.partitions().stream().filter(which).forEach(partition -> numbers.add(partition.number()));
        return numbers;
    }

    /**
     * @param channels how many were looked at
     * @param explain why one stands still, for people
     */
    public static List<Finding> channels(
            int channels, Collection<StalledChannel> stalled, Function<StalledChannel, String> explain) {
        if (stalled.isEmpty()) {
            return channels == 0
                    ? List.of()
                    : List.of(Finding.ok(Subject.CHANNELS, Phrases.count(channels, "channel") + ": none stands still"));
        }
        List<Finding> findings = new ArrayList<>();
        for (StalledChannel one : stalled) {
            String name = one.channel().what().code()
                    + (one.channel().name().isEmpty() ? "" : " " + one.channel().name());
            String what = name + ": " + explain.apply(one);
            // A backlog may only be large: Farrier itself waits 30 s before it says so.
            findings.add(
                    one.cause() == StallCause.NOT_READ
                            ? Finding.warning(Subject.CHANNELS, what, "docs/runbooks/FarrierChannelStuck.md")
                            : Finding.error(Subject.CHANNELS, what, "docs/runbooks/FarrierChannelStuck.md"));
        }
        return findings;
    }

    /**
     * @param ours whether a topic is Farrier's
     * @param now by the brokers' clock, epoch milliseconds
     */
    public static List<Finding> transactions(
            String address, Collection<OpenTransaction> open, Predicate<String> ours, long now) {
        List<Finding> findings = new ArrayList<>();
        for (OpenTransaction one : open) {
            long age = now - one.lastAppend();
            if (age >= (ours.test(one.topic()) ? OURS_WITHIN : OTHERS_WITHIN).toMillis()) {
                findings.add(Finding.error(
                        Subject.CHANNELS,
                        "a transaction of producer " + one.producerId() + " on " + one.topic() + "-" + one.partition()
                                + " is open and has appended nothing for " + age / 1_000
                                + " s: what is behind it can't be read",
                        "kafka-transactions.sh --bootstrap-server " + address + " abort --topic " + one.topic()
                                + " --partition " + one.partition() + " --start-offset " + one.startOffset()));
            }
        }
        return findings;
    }
}
