package dev.farrier.app;

import dev.farrier.app.config.Settings;
import dev.farrier.cli.CommandFailed;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.Connection;
import dev.farrier.cli.deployment.Deployment;
import dev.farrier.cli.deployment.Deployments;
import dev.farrier.cli.deployment.TopicStatus;
import dev.farrier.cli.deployment.TopicsCommand;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.AccessList;
import dev.farrier.stream.admin.Acl;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.PlannedTopic;
import dev.farrier.stream.admin.TopicAdmin;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Deployments on Kafka, as the configuration names them. */
final class KafkaDeployments implements Deployments {
    private final ConfigurationSource source;

    KafkaDeployments(ConfigurationSource source) {
        this.source = source;
    }

    @Override
    public TopicsCommand.Topics topics(Connection connection) {
        Settings settings = source.ofDeployment(connection);
        return new ClusterTopics(settings, reached(settings));
    }

    @Override
    public Deployment open(Connection connection) {
        Settings settings = source.ofDeployment(connection);
        // the clients would try again for a long time
        reached(settings).close();
        return new KafkaDeployment(settings);
    }

    private Cluster reached(Settings settings) {
        LogFormat.quieten(source.environment());
        Cluster cluster = new Cluster(Wiring.clientConfig(settings));
        try {
            cluster.check();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private record ClusterTopics(Settings settings, Cluster cluster) implements TopicsCommand.Topics {
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
        public List<String> acls(List<String> sites) {
            return AccessList.of(Wiring.topics(settings), sites, List.of()).stream()
                    .map(Acl::toString)
                    .toList();
        }

        @Override
        public void close() {
            cluster.close();
        }

        private TopicAdmin admin() {
            Topics topics = Wiring.topics(settings);
            return new TopicAdmin(cluster, topics, Wiring.topicSizes(settings));
        }

        private static List<TopicStatus> statuses(Supplier<List<PlannedTopic>> topics) {
            try {
                return topics.get().stream().map(ClusterTopics::status).toList();
            } catch (IllegalArgumentException e) { // a site that topics can't be named after
                throw new CommandFailed(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
            }
        }

        private static TopicStatus status(PlannedTopic topic) {
            return new TopicStatus(
                    topic.spec().name(),
                    topic.spec().partitions(),
                    topic.spec().cleanupPolicy(),
                    topic.status().name().toLowerCase(Locale.ROOT),
                    topic.differences());
        }
    }
}
