package dev.farrier.stream.inspect;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import dev.farrier.stream.admin.Acl;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.inspect.TopicFacts.Existence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Reads facts with an admin client and changes nothing. What this user may not see is left out, or said to be hidden. Every
 * method throws {@link KafkaUnavailableException} when the cluster does not answer.
 */
public final class ClusterInspector {
    private final Cluster cluster;
    private final Admin admin;

    /** @param cluster stays the caller's to close */
    public ClusterInspector(Cluster cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
    }

    public ClusterFacts cluster() {
        return new ClusterFacts(
                cluster.bootstrap(),
                cluster.await(admin.describeCluster().nodes()).size(),
                cluster.version(),
                cluster.transactionVersion());
    }

    /** Empty when this user may not know. */
    public Optional<Boolean> hasAuthorizer() {
        AclBindingFilter one = new AclBindingFilter(
                new ResourcePatternFilter(ResourceType.TOPIC, "farrier-doctor", PatternType.LITERAL),
                AccessControlEntryFilter.ANY);
        try {
            var unused = cluster.await(admin.describeAcls(one).values());
            return Optional.of(true);
        } catch (SecurityDisabledException none) {
            return Optional.of(false);
        } catch (KafkaUnavailableException e) {
            return isDenied(e) ? Optional.of(true) : Optional.empty();
        }
    }

    /** The topics of a Streams application that there are: changelogs and repartition topics. */
    public SortedSet<String> internalTopics(String application) {
        return cluster.await(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(application + "-"))
                .filter(name -> name.endsWith("-changelog") || name.endsWith("-repartition"))
                .collect(toCollection(TreeSet::new));
    }

    /** By name, also those that do not exist. */
    public SortedMap<String, TopicFacts> topics(Collection<String> names) {
        Map<String, TopicDescription> found = new HashMap<>();
        SortedMap<String, TopicFacts> topics = new TreeMap<>();
        admin.describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .forEach((name, description) -> {
                    try {
                        found.put(name, cluster.await(description));
                    } catch (KafkaUnavailableException e) {
                        topics.put(name, absent(name, e));
                    }
                });
        Map<String, SortedMap<String, String>> settings = settings(found.keySet());
        found.forEach((name, topic) -> topics.put(name, facts(topic, settings.getOrDefault(name, new TreeMap<>()))));
        return topics;
    }

    private static TopicFacts absent(String name, KafkaUnavailableException why) {
        boolean missing = why.getCause() instanceof UnknownTopicOrPartitionException;
        if (!missing && !isDenied(why)) {
            throw why;
        }
        return new TopicFacts(
                name,
                missing ? Existence.MISSING : Existence.HIDDEN,
                0,
                0,
                0,
                List.of(),
                new TreeMap<>(),
                missing ? Optional.empty() : Optional.of(Set.of()));
    }

    private static TopicFacts facts(TopicDescription topic, SortedMap<String, String> settings) {
        List<TopicPartitionInfo> partitions = topic.partitions();
        return new TopicFacts(
                topic.name(),
                Existence.EXISTS,
                partitions.size(),
                partitions.stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(0),
                partitions.stream()
                        .mapToInt(partition -> partition.isr().size())
                        .min()
                        .orElse(0),
                partitions.stream()
                        .filter(partition ->
                                partition.leader() == null || partition.leader().isEmpty())
                        .map(TopicPartitionInfo::partition)
                        .toList(),
                settings,
                allowed(topic.authorizedOperations()));
    }

    private Map<String, SortedMap<String, String>> settings(Collection<String> names) {
        Map<String, SortedMap<String, String>> settings = new HashMap<>();
        admin.describeConfigs(names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .values()
                .forEach((topic, config) -> visible(config).ifPresent(of -> settings.put(topic.name(), values(of))));
        return settings;
    }

    private static SortedMap<String, String> values(Config config) {
        return config.entries().stream()
                .filter(entry -> entry.value() != null)
                .collect(toMap(ConfigEntry::name, ConfigEntry::value, (one, same) -> one, TreeMap::new));
    }

    /** By name, also those that do not exist. */
    public SortedMap<String, GroupFacts> groups(Collection<String> names) {
        SortedMap<String, GroupFacts> groups = new TreeMap<>();
        admin.describeConsumerGroups(names, new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                .describedGroups()
                .forEach((name, description) -> groups.put(name, group(name, description)));
        return groups;
    }

    private GroupFacts group(String name, KafkaFuture<ConsumerGroupDescription> description) {
        try {
            ConsumerGroupDescription group = cluster.await(description);
            return new GroupFacts(name, group.members().size(), allowed(group.authorizedOperations()));
        } catch (GroupIdNotFoundException none) {
            return new GroupFacts(name, 0, Optional.empty());
        } catch (KafkaUnavailableException e) {
            if (isDenied(e)) {
                return new GroupFacts(name, 0, Optional.of(Set.of()));
            }
            throw e;
        }
    }

    /** Those of these transactional ids that this user may describe; whether it may write can't be asked. */
    public SortedSet<String> describableTransactionalIds(Collection<String> ids) {
        SortedSet<String> describable = new TreeSet<>();
        for (String id : ids) {
            try {
                var unused =
                        cluster.await(admin.describeTransactions(List.of(id)).description(id));
                describable.add(id);
            } catch (TransactionalIdNotFoundException unknown) {
                describable.add(id);
            } catch (KafkaUnavailableException e) {
                if (!isDenied(e)) {
                    throw e;
                }
            }
        }
        return describable;
    }

    /** On these topics, the oldest of each partition; leaves out topics that this user may not read. */
    public List<OpenTransaction> openTransactions(Collection<TopicFacts> topics) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> Stream.iterate(0, number -> number + 1)
                        .limit(topic.partitions())
                        .filter(number -> !topic.leaderless().contains(number))
                        .map(number -> new TopicPartition(topic.name(), number)))
                .toList();
        var producers = admin.describeProducers(partitions);
        List<OpenTransaction> open = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            visible(producers.partitionResult(partition)).stream()
                    .flatMap(state -> state.activeProducers().stream())
                    .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                    .map(producer -> new OpenTransaction(
                            partition.topic(),
                            partition.partition(),
                            producer.producerId(),
                            producer.currentTransactionStartOffset().getAsLong(),
                            producer.lastTimestamp()))
                    .min((one, other) -> Long.compare(one.startOffset(), other.startOffset()))
                    .ifPresent(open::add);
        }
        return open;
    }

    /** Empty when this user may not see it, or when it is gone. */
    private <T> Optional<T> visible(KafkaFuture<T> future) {
        try {
            return Optional.of(cluster.await(future));
        } catch (KafkaUnavailableException e) {
            if (isDenied(e) || e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isDenied(KafkaUnavailableException failure) {
        return failure.getCause() instanceof AuthorizationException;
    }

    private static Optional<Set<Acl.Operation>> allowed(@Nullable Set<AclOperation> operations) {
        Map<String, Acl.Operation> known =
                Stream.of(Acl.Operation.values()).collect(toMap(Enum::name, Function.identity()));
        return Optional.ofNullable(operations)
                .map(all -> all.stream()
                        .flatMap(operation -> Optional.ofNullable(known.get(operation.name())).stream())
                        .collect(toCollection(TreeSet::new)));
    }
}
