package dev.farrier.stream.ingest;

import dev.farrier.stream.Topics;
import dev.farrier.stream.runtime.StreamsRunner;
import dev.farrier.stream.runtime.StreamsSettings;
import dev.farrier.stream.topology.ActivePolicies;
import dev.farrier.stream.topology.CompiledBundle;
import dev.farrier.stream.topology.StageListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code farrier-ingest}. Topics whose records need a schema registry are read by a second Streams application, so that a
 * registry that does not answer delays no other topic.
 */
public final class IngestApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngestApp.class);

    private final StreamsSettings settings;
    private final ActivePolicies policies;
    private final StageListener listener;
    private final MeterRegistry registry;
    private final RestartableReader main;
    private final RestartableReader withRegistry;
    private volatile boolean followed;

    public IngestApp(
            StreamsSettings settings, ActivePolicies policies, StageListener listener, MeterRegistry registry) {
        this.settings = settings;
        this.policies = policies;
        this.listener = listener;
        this.registry = registry;
        this.main = new RestartableReader(settings.topics().ingestApplication());
        this.withRegistry = new RestartableReader(settings.topics().registryIngestApplication());
    }

    /**
     * Starts, or restarts when the active policies read other topics than before. To be called after each change of policies,
     * not on a stream thread.
     */
    public synchronized void follow() {
        CompiledBundle bundle = policies.current();
        TreeSet<String> registryTopics = bundle.registryTopics();
        TreeSet<String> others = bundle.topics();
        others.removeAll(registryTopics);
        others.add(settings.topics().events());
        main.follow(others);
        withRegistry.follow(registryTopics);
        followed = true;
    }

    /** Kafka Streams' name of the state, of both applications where there are two; {@code CREATED} before the first start. */
    public String state() {
        String second = withRegistry.state();
        return (followed ? main.state() : "CREATED") + (second.isEmpty() ? "" : " and " + second);
    }

    /** Whether the topics that need no schema registry are read. */
    public boolean ready() {
        return followed && main.ready();
    }

    /** Whether those that need one are read as well, or there are none. */
    public boolean complete() {
        return withRegistry.ready();
    }

    /** How long no topic has been read because of a failure; zero when they are. */
    public Duration failing() {
        return main.failing();
    }

    /**
     * Up to when all that was appended to a topic is read and committed, by whichever process, epoch milliseconds: for a
     * partition of which that was never seen, when this process began to look. Empty: this application does not read it, or
     * it does not exist.
     */
    public OptionalLong readUpTo(String topic) {
        OptionalLong upTo = main.readUpTo(topic);
        return upTo.isPresent() ? upTo : withRegistry.readUpTo(topic);
    }

    @Override
    public synchronized void close() {
        Thread other = Thread.ofPlatform().start(withRegistry::close);
        main.close();
        try {
            other.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One Streams application, restarted when its topics change; it does not run while there are none. */
    private final class RestartableReader {
        private final String application;
        private volatile @Nullable Reading current;

        RestartableReader(String application) {
            this.application = application;
        }

        private record Reading(TreeSet<String> topics, StreamsRunner streams, ReadProgressMonitor monitor) {
            void close() {
                monitor.close();
                streams.close();
            }
        }

        void follow(Collection<String> wanted) {
            Reading before = current;
            TreeSet<String> topics = new TreeSet<>(wanted);
            if (before == null ? topics.isEmpty() : before.topics().equals(topics)) {
                return;
            }
            if (before != null) {
                LOG.info("The topics of the sources have changed ({}): {} restarts", topics, application);
                before.close();
                current = null;
            }
            if (!topics.isEmpty()) {
                current = start(topics);
            }
        }

        private Reading start(TreeSet<String> topics) {
            ReadProgressMonitor monitor = new ReadProgressMonitor(settings.client(), application, topics);
            Topics ours = settings.topics();
            IngestProcessor.IngestContext deps = new IngestProcessor.IngestContext(
                    policies, ours.events(), topics, monitor::current, listener, settings.paced());
            StreamsRunner streams = new StreamsRunner(
                    application,
                    ours.prefix(),
                    topics,
                    () -> IngestTopology.build(ours, topics, deps),
                    settings.ofIngest(application),
                    registry,
                    listener::restarting);
            return new Reading(topics, streams, monitor);
        }

        String state() {
            Reading now = current;
            return now == null ? "" : now.streams().state();
        }

        boolean ready() {
            Reading now = current;
            return now == null || now.streams().ready();
        }

        OptionalLong readUpTo(String topic) {
            Reading now = current;
            return now == null ? OptionalLong.empty() : now.monitor().readUpTo(topic);
        }

        Duration failing() {
            Reading now = current;
            return now == null ? Duration.ZERO : now.streams().failing();
        }

        void close() {
            Reading now = current;
            if (now != null) {
                now.close();
            }
        }
    }
}
