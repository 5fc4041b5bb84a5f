package dev.farrier.stream.admin;

import static java.util.stream.Collectors.toMap;

import dev.farrier.stream.TopicSizes;
import dev.farrier.stream.TopicSpec;
import dev.farrier.stream.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Creates the topics that are missing; compares the others with what they should be, and never changes them. */
public final class TopicAdmin {
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Cluster cluster;
    private final Topics topics;
    private final TopicSizes sizes;

    /** @param cluster stays the caller's to close */
    public TopicAdmin(Cluster cluster, Topics topics, TopicSizes sizes) {
        this.cluster = cluster;
        this.topics = topics;
        this.sizes = sizes;
    }

    /** With the default sizes. */
    public TopicAdmin(Cluster cluster, Topics topics) {
        this(cluster, topics, TopicSizes.DEFAULT);
    }

    /** The sites that have a topic of controls, so that a halt reaches their workers. */
    public SortedSet<String> controlledSites() {
        return topics.controlledSites(names());
    }

    /** The sites whose topics all exist. */
    public SortedSet<String> sites() {
        return topics.sites(names());
    }

    /**
     * The sites among these whose topics can't be used as they are, and why: partitions may be added at any time.
     *
     * @throws KafkaUnavailableException when the broker does not answer
     */
    public SortedMap<String, String> unusable(Collection<String> sites) {
        SortedMap<String, String> unusable = new TreeMap<>();
        Map<String, TopicSpec> specs = topics.specs(sites, sizes).stream()
                .filter(spec -> spec.exact() && topics.siteOf(spec.name()).isPresent())
                .collect(toMap(TopicSpec::name, spec -> spec));
        Map<String, TopicDescription> found =
                cluster.await(cluster.admin().describeTopics(specs.keySet()).allTopicNames());
        new TreeMap<>(found).forEach((name, topic) -> {
            int partitions = topic.partitions().size();
            if (partitions != Objects.requireNonNull(specs.get(name)).partitions()) {
                unusable.putIfAbsent(
                        topics.siteOf(name).orElseThrow(),
                        "topic " + name + " has " + partitions + " partitions instead of 1: " + mend(name));
            }
        });
        return unusable;
    }

    /**
     * What would be created, and what is there already.
     *
     * @param sites names of the sites whose topics belong to it, besides the common ones; may be empty
     * @throws KafkaUnavailableException when the broker does not answer
     */
    public List<PlannedTopic> plan(Collection<String> sites) {
        List<TopicSpec> specs = topics.specs(sites, sizes);
        Set<String> present = names();
        List<String> known =
                specs.stream().map(TopicSpec::name).filter(present::contains).toList();
        Map<String, TopicDescription> descriptions =
                cluster.await(cluster.admin().describeTopics(known).allTopicNames());
        Map<String, Config> configs = configs(known);
        return specs.stream()
                .map(spec -> compare(spec, descriptions.get(spec.name()), configs.get(spec.name())))
                .toList();
    }

    /**
     * Creates the missing topics only, and returns all topics as they are then.
     *
     * @throws KafkaUnavailableException when the broker does not answer
     */
    public List<PlannedTopic> create(Collection<String> sites) {
        return create(sites, (created, missing) -> {});
    }

    /**
     * As {@link #create(Collection)}.
     *
     * @param progress called with how many of the missing topics have been created, and how many were missing
     */
    public List<PlannedTopic> create(Collection<String> sites, BiConsumer<Integer, Integer> progress) {
        List<PlannedTopic> plan = plan(sites);
        List<NewTopic> missing = plan.stream()
                .filter(topic -> topic.state() == PlannedTopic.TopicState.MISSING)
                .map(topic -> newTopic(topic.spec()))
                .toList();
        Set<String> created = new HashSet<>();
        AtomicInteger answered = new AtomicInteger();
        cluster.admin().createTopics(missing).values().forEach((name, done) -> {
            progress.accept(answered.getAndIncrement(), missing.size());
            if (createdByUs(done)) {
                created.add(name);
            }
        });
        progress.accept(missing.size(), missing.size());
        awaitVisible(missing.stream().map(NewTopic::name).toList());
        return plan(sites).stream()
                .map(topic -> created.contains(topic.spec().name())
                        ? new PlannedTopic(topic.spec(), PlannedTopic.TopicState.CREATED, List.of())
                        : topic)
                .toList();
    }

    private NewTopic newTopic(TopicSpec spec) {
        Optional<Short> replicas = sizes.replicas() == -1 ? Optional.empty() : Optional.of(sizes.replicas());
        return new NewTopic(spec.name(), Optional.of(spec.partitions()), replicas).configs(spec.configs());
    }

    /** Another process may create the same topics at the same moment. */
    private boolean createdByUs(KafkaFuture<Void> done) {
        try {
            cluster.await(done);
            return true;
        } catch (TopicExistsException byAnother) {
            return false;
        }
    }

    /** A broker knows of a new topic a little later than the controller that has created it. */
    private void awaitVisible(Collection<String> topics) {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (!names().containsAll(topics)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new KafkaUnavailableException(
                        "the topics were created, but the broker does not know them yet", null);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private Set<String> names() {
        return cluster.await(cluster.admin().listTopics().names());
    }

    private Map<String, Config> configs(Collection<String> names) {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        return cluster.await(cluster.admin().describeConfigs(resources).all()).entrySet().stream()
                .collect(toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    /** By deleting it: Kafka can't remove partitions. */
    private String mend(String topic) {
        return "stop every process of Farrier, then 'kafka-topics.sh --bootstrap-server " + cluster.bootstrap()
                + " --delete --topic " + topic + "' and 'farrier topics create"
                + topics.siteOf(topic).map(site -> " --site " + site).orElse("") + "'";
    }

    private PlannedTopic compare(TopicSpec spec, @Nullable TopicDescription present, @Nullable Config config) {
        if (present == null || config == null) {
            return new PlannedTopic(spec, PlannedTopic.TopicState.MISSING, List.of());
        }
        List<String> harmless = new ArrayList<>();
        List<String> harmful = new ArrayList<>();
        int partitions = present.partitions().size();
        if (partitions != spec.partitions()) {
            String differ = "has " + partitions + " partitions instead of " + spec.partitions();
            if (spec.exact()) {
                harmful.add(differ + ": " + mend(spec.name()));
            } else {
                harmless.add(differ + "; they are left as they are");
            }
        }
        differ(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, spec.timestampType(), harmful);
        differ(config, TopicConfig.CLEANUP_POLICY_CONFIG, spec.cleanupPolicy(), harmful);
        int maxBytes = Integer.parseInt(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
        if (maxBytes < spec.maxMessageBytes()) {
            harmful.add(
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG + " is " + maxBytes + ", less than " + spec.maxMessageBytes());
        }
        PlannedTopic.TopicState status = !harmful.isEmpty()
                ? PlannedTopic.TopicState.UNUSABLE
                : !harmless.isEmpty() ? PlannedTopic.TopicState.DIFFERS : PlannedTopic.TopicState.OK;
        harmful.addAll(harmless);
        return new PlannedTopic(spec, status, harmful);
    }

    private static void differ(Config config, String key, String expected, List<String> differences) {
        String actual = value(config, key);
        if (!actual.equals(expected)) {
            differences.add(key + " is " + actual + " instead of " + expected);
        }
    }

    private static String value(Config config, String key) {
        ConfigEntry entry = config.get(key);
        if (entry == null || entry.value() == null) {
            throw new IllegalStateException("the broker does not tell " + key);
        }
        return entry.value();
    }
}
