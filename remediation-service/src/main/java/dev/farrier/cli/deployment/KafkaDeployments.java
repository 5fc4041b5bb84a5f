package dev.farrier.cli.deployment;

import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.app.logging.LogFormat;
import dev.farrier.app.service.PolicySecrets;
import dev.farrier.cli.CommandException;
import dev.farrier.cli.ConfigurationSource;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.replay.RecordedTopics;
import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Source;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.replay.live.RecordedRun;
import dev.farrier.replay.topic.RecordedTopic;
import dev.farrier.repository.PolicyDirectory;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.AccessList;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.PlannedTopic;
import dev.farrier.stream.admin.TopicAdmin;
import dev.farrier.stream.client.KafkaRecording;
import dev.farrier.stream.client.RunReader;
import dev.farrier.stream.registry.ConfluentDecoders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Deployments on Kafka, as the configuration names them. */
public final class KafkaDeployments implements DeploymentClients, RecordedTopics {
    private final ConfigurationSource source;
    private @Nullable Reached reached;

    private record Reached(ConnectionOptions connection, Settings settings) {}

    public KafkaDeployments(ConfigurationSource source) {
        this.source = source;
    }

    @Override
    public TopicsCommand.Topics topics(ConnectionOptions connection) {
        Settings settings = source.ofDeployment(connection);
        return new ClusterTopics(settings, () -> reached(settings, connection));
    }

    @Override
    public DeploymentClient open(ConnectionOptions connection) {
        Settings settings = source.ofDeployment(connection);
        // the clients would try again for a long time
        reached(settings, connection).close();
        return new KafkaDeployment(settings);
    }

    @Override
    public RecordedTopic recorded(ConnectionOptions connection, Source of, String topic) {
        Settings settings = reached(connection);
        Topics topics = Wiring.topics(settings);
        ClientConfig config = Wiring.clientConfig(settings);
        return topic.isEmpty() ? KafkaRecording.of(config, topics, of) : new KafkaRecording(config, topics, topic);
    }

    @Override
    public RecordedRun run(ConnectionOptions connection, long from, long to) {
        Settings settings = reached(connection);
        return new RunReader(Wiring.clientConfig(settings), Wiring.topics(settings)).read(from, to);
    }

    @Override
    public AvroDecoderFactory avro() {
        return new ConfluentDecoders(PolicySecrets::resolve);
    }

    /** Once for a command, however often it asks: where settings come from is told once. */
    private Settings reached(ConnectionOptions connection) {
        Reached known = reached;
        if (known == null || known.connection() != connection) {
            known = new Reached(connection, source.ofDeployment(connection));
            reached(known.settings(), connection).close();
            reached = known;
        }
        return known.settings();
    }

    private Cluster reached(Settings settings, ConnectionOptions connection) {
        LogFormat.quieten(source.environment(), connection.verbose());
        Cluster cluster = new Cluster(Wiring.clientConfig(settings));
        try {
            cluster.check();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Connects when the first question needs it. */
    private static final class ClusterTopics implements TopicsCommand.Topics {
        private final Settings settings;
        private final Supplier<Cluster> connecting;
        private @Nullable Cluster cluster;

        ClusterTopics(Settings settings, Supplier<Cluster> connecting) {
            this.settings = settings;
            this.connecting = connecting;
        }

        @Override
        public String configuredSite() {
            return settings.site();
        }

        @Override
        public List<TopicStatus> plan(List<String> sites) {
            return statuses(() -> admin().plan(sites));
        }

        @Override
        public List<TopicStatus> create(List<String> sites) {
            return statuses(() -> admin().create(sites));
        }

        @Override
        public List<TopicsCommand.Access> access(List<String> sites) {
            Set<String> sources = sourceTopics();
            List<TopicsCommand.Access> all = new ArrayList<>();
            try {
                AccessList.of(Wiring.topics(settings), sites, sources)
                        .forEach(acl -> all.add(new TopicsCommand.Access(acl.role(), acl.toString(), acl.kafkaAcls())));
            } catch (IllegalArgumentException e) {
                throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
            }
            if (sources.isEmpty()) {
                all.add(new TopicsCommand.Access(
                        "ingest, farrier why",
                        "READ, DESCRIBE on each topic that a Source of the policies names, if any does",
                        ""));
            }
            return all;
        }

        /** Of the configured policies, as far as they can be read here. */
        private Set<String> sourceTopics() {
            Path directory = settings.policies().dir();
            if (!Files.isDirectory(directory)) {
                return Set.of();
            }
            Bundle bundle = PolicyCompiler.compile(
                            PolicyDirectory.read(directory).files(), "acls")
                    .bundle();
            TreeSet<String> topics = new TreeSet<>();
            if (bundle != null) {
                bundle.sources().values().forEach(each -> {
                    if (each.origin() instanceof Source.Origin.Topic topic) {
                        topics.add(topic.topic());
                    }
                });
            }
            return topics;
        }

        @Override
        public void close() {
            if (cluster != null) {
                cluster.close();
            }
        }

        private TopicAdmin admin() {
            Cluster open = cluster == null ? connecting.get() : cluster;
            cluster = open;
            return new TopicAdmin(open, Wiring.topics(settings), Wiring.topicSizes(settings));
        }

        private static List<TopicStatus> statuses(Supplier<List<PlannedTopic>> topics) {
            try {
                return topics.get().stream().map(ClusterTopics::status).toList();
            } catch (IllegalArgumentException e) { // a site that topics can't be named after
                throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
            }
        }

        private static TopicStatus status(PlannedTopic topic) {
            return new TopicStatus(
                    topic.spec().name(),
                    topic.spec().partitions(),
                    topic.spec().cleanupPolicy(),
                    topic.state().name().toLowerCase(Locale.ROOT),
                    topic.differences());
        }
    }
}
