package dev.farrier.app.service;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.ServiceComponent;
import dev.farrier.app.config.Role;
import dev.farrier.app.config.Settings;
import dev.farrier.app.monitor.MetricsReporter;
import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.hyperscan.Hyperscan;
import dev.farrier.match.PatternEngine;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.Usability;
import dev.farrier.policy.yaml.WatchdogPolicy;
import dev.farrier.secret.SecretReference;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.client.PolicyFeed;
import dev.farrier.stream.core.CommandSigner;
import dev.farrier.stream.core.CoreApp;
import dev.farrier.stream.ingest.IngestApp;
import dev.farrier.stream.registry.ConfluentDecoders;
import dev.farrier.stream.runtime.StreamsSettings;
import dev.farrier.stream.topology.CompiledPolicies;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The roles {@code ingest} and {@code core}. */
final class StreamsComponent implements ServiceComponent {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsComponent.class);

    private final @Nullable CoreApp core;
    private final @Nullable Supplier<IngestApp> newIngest;
    private final CompiledPolicies policies;
    private final PolicyFeed feed;
    private final ConfluentDecoders avro;
    private volatile @Nullable IngestApp ingest;

    private StreamsComponent(
            @Nullable CoreApp core,
            @Nullable Supplier<IngestApp> newIngest,
            CompiledPolicies policies,
            PolicyFeed feed,
            ConfluentDecoders avro) {
        this.core = core;
        this.newIngest = newIngest;
        this.policies = policies;
        this.feed = feed;
        this.avro = avro;
    }

    /**
     * Core reads its state at once, and does nothing before {@link #begin}.
     *
     * @param signer null: without the role core
     */
    static StreamsComponent start(
            Settings settings,
            ClientConfig client,
            Topics topics,
            PolicyFeed feed,
            @Nullable CommandSigner signer,
            MetricsReporter metrics,
            MeterRegistry registry) {
        ConfluentDecoders avro = new ConfluentDecoders(SecretReference::resolve);
        CompiledPolicies policies = new CompiledPolicies(new WatchdogBundles(feed), metrics, patternEngine(), avro);
        policies.hold();
        StreamsSettings streams = new StreamsSettings(
                client,
                topics,
                stateDir(settings),
                settings.streams().threads(),
                settings.topics().replicationFactor(),
                Objects.requireNonNullElse(settings.streams().instanceId(), ""));
        CoreApp core = null;
        if (signer != null) {
            Settings.DeciderOptions times = settings.decider();
            DeciderSettings decider = new DeciderSettings(
                    times.startWithin().toMillis(), times.lossGrace().toMillis(), ownHosts(client));
            core = new CoreApp(streams, policies, decider, times.callSites(), signer, metrics, registry);
        }
        registerRestarts(settings, topics, registry);
        Supplier<IngestApp> ingest =
                settings.has(Role.INGEST) ? () -> new IngestApp(streams, policies, metrics, registry) : null;
        return new StreamsComponent(core, ingest, policies, feed, avro);
    }

    /** To be called when the first policies are in force, or can't be used here: ingest starts, and core goes on. */
    void begin() {
        feed.onChange(bundle -> policies.activate(WatchdogPolicy.join(bundle)));
        policies.indexEarlierBundles(feed.commits());
        policies.begin();
        if (newIngest != null) {
            IngestApp app = newIngest.get();
            ingest = app;
            feed.onChange(bundle -> app.follow());
        }
    }

    static Path stateDir(Settings settings) {
        return settings.dataDir().resolve("streams");
    }

    /** This host and the brokers, which no destructive rung may act on. */
    private static List<String> ownHosts(ClientConfig client) {
        SortedSet<String> hosts = new TreeSet<>(HostNames.names());
        try (Cluster cluster = new Cluster(client)) {
            hosts.addAll(cluster.hosts());
        }
        return List.copyOf(hosts);
    }

    /**
     * The policies of users, and that of the watchdog; only match, detect and decide see the latter. The decider asks for a
     * bundle several times an input, so that those asked for last are kept.
     */
    private static final class WatchdogBundles implements Bundles {
        private static final int KEPT = 16;
        private static final float LOAD_FACTOR = 0.75f;

        private final Bundles users;
        private final Map<String, JoinedBundle> joined = new LinkedHashMap<>(KEPT, LOAD_FACTOR, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, JoinedBundle> eldest) {
                return size() > KEPT;
            }
        };

        private record JoinedBundle(Bundle users, Bundle all) {}

        WatchdogBundles(Bundles users) {
            this.users = users;
        }

        @Override
        public Bundle bundle(String commit) {
            Bundle own = users.bundle(commit);
            synchronized (joined) {
                JoinedBundle known = joined.get(commit);
                if (known == null || known.users() != own) {
                    known = new JoinedBundle(own, WatchdogPolicy.join(own));
                    joined.put(commit, known);
                }
                return known.all();
            }
        }

        @Override
        public Usability usability(String commit) {
            return users.usability(commit);
        }

        @Override
        public boolean superseded(String commit) {
            return users.superseded(commit);
        }
    }

    private static void registerRestarts(Settings settings, Topics topics, MeterRegistry registry) {
        if (settings.has(Role.CORE)) {
            Meters.STREAMS_RESTARTS.count(registry, 0, topics.coreApplication());
        }
        if (settings.has(Role.INGEST)) {
            Meters.STREAMS_RESTARTS.count(registry, 0, topics.ingestApplication());
        }
    }

    private static PatternEngine patternEngine() {
        Hyperscan.EngineChoice found = Hyperscan.choose();
        if (!found.problem().isEmpty()) {
            LOG.warn(
                    "Hyperscan is not available: {}. Match searches for patterns one after the other, which is slow "
                            + "when policies have hundreds of them",
                    found.problem());
        }
        return found.engine();
    }

    @Override
    public ReadinessCheck check() {
        IngestApp reader = ingest;
        boolean coreReady = core == null || core.ready();
        boolean ingestReady = newIngest == null || (reader != null && reader.ready());
        boolean complete = reader == null || reader.complete();
        String ofIngest = reader == null ? "waits for policies" : reader.state();
        String detail = (core == null ? "" : "core " + core.state() + " ")
                + (newIngest == null ? "" : "ingest " + ofIngest)
                + (complete ? "" : ", the second for topics with a schema registry: the log says what it waits for");
        return coreReady && ingestReady
                ? ReadinessCheck.noncritical("streams", complete, detail)
                : new ReadinessCheck("streams", false, detail);
    }

    /** As {@link IngestApp#readUpTo}; empty: without the role ingest. */
    OptionalLong readUpTo(String topic) {
        IngestApp reader = ingest;
        return reader == null ? OptionalLong.empty() : reader.readUpTo(topic);
    }

    /** How long both Streams applications have failed, and not because Kafka is away; zero when one works. */
    Duration failing() {
        Duration ofCore = core == null ? null : core.failing();
        IngestApp reader = ingest;
        Duration ofIngest = reader == null ? null : reader.failing();
        if (ofCore == null || ofIngest == null) {
            return ofCore != null ? ofCore : Objects.requireNonNullElse(ofIngest, Duration.ZERO);
        }
        return ofCore.compareTo(ofIngest) < 0 ? ofCore : ofIngest;
    }

    /** Closes both in parallel: each may take some seconds. */
    @Override
    public void close() {
        avro.close(); // ends requests to a schema registry
        policies.stop();
        IngestApp reader = ingest;
        Thread other = Thread.ofPlatform().start(() -> {
            if (reader != null) {
                reader.close();
            }
        });
        if (core != null) {
            core.close();
        }
        try {
            other.join();
            policies.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
