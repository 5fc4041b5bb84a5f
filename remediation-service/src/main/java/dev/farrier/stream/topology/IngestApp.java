package dev.farrier.stream.topology;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code farrier-ingest}. Follows the policies: when other topics are to be read, it starts again with those. */
public final class IngestApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngestApp.class);

    private final StreamsSettings settings;
    private final Policies policies;
    private final IngestMeter meter;
    private final MeterRegistry registry;
    private final Admin admin;
    private final ProgressWatch watch;
    private TreeSet<String> topics = new TreeSet<>();
    private volatile @Nullable RunningStreams running;

    public IngestApp(StreamsSettings settings, Policies policies, IngestMeter meter, MeterRegistry registry) {
        this.settings = settings;
        this.policies = policies;
        this.meter = meter;
        this.registry = registry;
        String application = settings.topics().ingestApplication();
        this.admin = Admin.create(settings.client().with(application + "-watch", Map.of(), Map.of()));
        this.watch = new ProgressWatch(admin, application, this::allTopics);
    }

    /**
     * Starts, or starts again when the policies in force read other topics than before. To be called after each change of
     * policies, not on a stream thread.
     */
    public synchronized void follow() {
        TreeSet<String> wanted = policies.current().topics();
        RunningStreams before = running;
        if (before != null && wanted.equals(topics)) {
            return;
        }
        if (before != null) {
            LOG.info("The policies read other topics now ({}): ingest starts again", wanted);
            before.close();
        }
        topics = wanted;
        String application = settings.topics().ingestApplication();
        IngestProcessor.Deps deps =
                new IngestProcessor.Deps(policies, settings.topics().events(), watch::current, meter);
        running = new RunningStreams(
                application, IngestTopology.build(settings.topics(), wanted, deps), settings.of(application), registry);
    }

    private Collection<String> allTopics() {
        TreeSet<String> all = new TreeSet<>();
        all.add(settings.topics().events());
        if (running != null) {
            all.addAll(policies.current().topics());
        }
        return all;
    }

    /** Kafka's name of the state; {@code CREATED} before the first start. */
    public String state() {
        RunningStreams now = running;
        return now == null ? "CREATED" : now.state();
    }

    public boolean ready() {
        RunningStreams now = running;
        return now != null && now.ready();
    }

    @Override
    public synchronized void close() {
        watch.close();
        RunningStreams now = running;
        if (now != null) {
            now.close();
        }
        admin.close(java.time.Duration.ofSeconds(1));
    }
}
