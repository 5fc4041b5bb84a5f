package dev.farrier.cli.doctor;

import dev.farrier.app.config.Role;
import dev.farrier.app.monitor.RequiredChannels;
import dev.farrier.cli.doctor.check.ChannelCheck;
import dev.farrier.cli.doctor.check.ClockCheck;
import dev.farrier.cli.doctor.check.Finding;
import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.channel.ChannelOffsets;
import dev.farrier.stream.channel.ChannelReader;
import dev.farrier.stream.channel.InputChannel;
import dev.farrier.stream.channel.StalledChannel;
import dev.farrier.stream.inspect.AppendTime;
import dev.farrier.stream.inspect.ClusterInspector;
import dev.farrier.stream.inspect.GroupFacts;
import dev.farrier.stream.inspect.TopicFacts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Watches the topics for some seconds: what stands still, which transactions hang, and what time brokers have. */
final class ChannelWatch {
    private static final Duration MARKER_WITHIN = Duration.ofMillis(2_500);
    /** Streams commits every 500 ms at most, and reads on meanwhile. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    private final ClientConfig client;
    private final Topics topics;
    private final InstantSource clock;
    private final DoctorReport report;

    ChannelWatch(ClientConfig client, Topics topics, InstantSource clock, DoctorReport report) {
        this.client = client;
        this.topics = topics;
        this.clock = clock;
        this.report = report;
    }

    /**
     * @param bundle null: no policies are in force, so that no sources are known
     * @param groups null: not known
     * @param facts of Farrier's topics
     * @param sites those that have topics
     */
    void run(
            ClusterInspector inspector,
            @Nullable Bundle bundle,
            @Nullable SortedMap<String, GroupFacts> groups,
            SortedMap<String, TopicFacts> facts,
            Set<String> sites) {
        if (groups != null) {
            report.add(ChannelCheck.groups(requiredRoles(bundle), groups));
        }
        List<InputChannel> channels = RequiredChannels.of(EnumSet.of(Role.INGEST, Role.CORE), topics, bundle, sites);
        try (ChannelReader reader = new ChannelReader(client, "farrier-doctor-channels")) {
            long began = System.nanoTime();
            List<ChannelOffsets> before = report.read(Subject.CHANNELS, () -> look(reader, channels));
            report.add(Subject.CLOCKS, this::clocks);
            if (before != null) {
                pause(BETWEEN_LOOKS.minusNanos(System.nanoTime() - began));
                report.add(
                        Subject.CHANNELS,
                        () -> ChannelCheck.channels(
                                channels.size(),
                                ChannelCheck.stalled(before, look(reader, channels)),
                                stalled -> explain(reader, stalled)));
            }
        }
        report.add(Subject.CHANNELS, () -> transactions(inspector, channels, facts));
    }

    private List<Finding> transactions(
            ClusterInspector inspector, List<InputChannel> channels, SortedMap<String, TopicFacts> facts) {
        Set<String> sources = new TreeSet<>();
        channels.forEach(channel -> sources.add(channel.topic()));
        sources.removeAll(facts.keySet());
        List<TopicFacts> all = new ArrayList<>(facts.values());
        all.addAll(inspector.topics(sources).values());
        return ChannelCheck.transactions(
                client.bootstrap(), inspector.openTransactions(all), topic -> facts.containsKey(topic), clock.millis());
    }

    /** Group → role, of the groups that must have members. */
    private Map<String, String> requiredRoles(@Nullable Bundle bundle) {
        Map<String, String> required = new TreeMap<>(Map.of(topics.coreApplication(), Role.CORE.text()));
        if (bundle != null) {
            RequiredChannels.of(EnumSet.of(Role.INGEST), topics, bundle, Set.of())
                    .forEach(channel -> required.put(channel.group(), Role.INGEST.text()));
        }
        return required;
    }

    private List<Finding> clocks() {
        List<AppendTime> times = new ArrayList<>();
        for (String topic : List.of(topics.operatorInputs(), topics.deciderLog())) {
            AppendTime.await(client, topic, MARKER_WITHIN, clock).ifPresent(times::add);
            if (times.isEmpty()) {
                break; // core writes to both, or to none
            }
        }
        return ClockCheck.check(times);
    }

    private static List<ChannelOffsets> look(ChannelReader reader, Collection<InputChannel> channels) {
        try {
            return reader.read(channels);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String explain(ChannelReader reader, StalledChannel stalled) {
        try {
            return reader.explain(stalled);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.isNegative() ? Duration.ZERO : duration);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static KafkaUnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new KafkaUnavailableException("interrupted", e);
    }
}
