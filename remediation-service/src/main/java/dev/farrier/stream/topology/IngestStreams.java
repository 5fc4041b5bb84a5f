package dev.farrier.stream.topology;

import dev.farrier.stream.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Streams application of ingest's: reads some topics, and starts again when they are others. Without any it rests. */
final class IngestStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngestStreams.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final String application;
    private final StreamsSettings settings;
    private final Policies policies;
    private final IngestMeter meter;
    private final MeterRegistry registry;
    private volatile @Nullable Reading current;

    IngestStreams(
            String application,
            StreamsSettings settings,
            Policies policies,
            IngestMeter meter,
            MeterRegistry registry) {
        this.application = application;
        this.settings = settings;
        this.policies = policies;
        this.meter = meter;
        this.registry = registry;
    }

    private record Reading(TreeSet<String> topics, RunningStreams streams, ProgressWatch watch, Admin admin) {
        void close() {
            watch.close();
            streams.close();
            admin.close(CLOSE_WITHIN);
        }
    }

    /** Not to be called by two threads at once. */
    void follow(Collection<String> wanted) {
        Reading before = current;
        TreeSet<String> topics = new TreeSet<>(wanted);
        if (before == null ? topics.isEmpty() : before.topics().equals(topics)) {
            return;
        }
        if (before != null) {
            LOG.info("The policies read other topics now ({}): {} starts again", topics, application);
            before.close();
            current = null;
        }
        if (!topics.isEmpty()) {
            current = start(topics);
        }
    }

    private Reading start(TreeSet<String> topics) {
        Admin admin = Admin.create(settings.client().with(application + "-watch", Map.of(), Map.of()));
        ProgressWatch watch = new ProgressWatch(admin, application, () -> topics);
        Topics ours = settings.topics();
        IngestProcessor.Deps deps =
                new IngestProcessor.Deps(policies, ours.events(), topics, watch::current, meter, settings.paced());
        RunningStreams streams = new RunningStreams(
                application,
                topics,
                () -> IngestTopology.build(ours, topics, deps),
                settings.ofIngest(application),
                registry);
        return new Reading(topics, streams, watch, admin);
    }

    /** Kafka's name of the state; empty while it rests. */
    String state() {
        Reading now = current;
        return now == null ? "" : now.streams().state();
    }

    /** Also when there is nothing to read. */
    boolean ready() {
        Reading now = current;
        return now == null || now.streams().ready();
    }

    /** How long it has not worked, for reasons of its own; zero when it does. */
    Duration failing() {
        Reading now = current;
        return now == null ? Duration.ZERO : now.streams().failing();
    }

    @Override
    public void close() {
        Reading now = current;
        if (now != null) {
            now.close();
        }
    }
}
