package dev.farrier.stream.channel;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.channel.ChannelOffsets.PartitionOffsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Reads the offsets of channels with an admin client: where each partition ends, committed or not, and what its group has
 * committed. A consumer's own lag would not do: it is counted to the last stable offset.
 */
public final class ChannelReader implements AutoCloseable {
    private static final String ANSWER_WITHIN = "5000";

    private final String bootstrap;
    private final Admin admin;

    /** @throws dev.farrier.stream.admin.KafkaUnavailableException when not even the address makes sense */
    public ChannelReader(ClientConfig config) {
        this(config, "farrier-channels");
    }

    /**
     * @param clientId of its own, since Kafka registers its metrics under it
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when not even the address makes sense
     */
    public ChannelReader(ClientConfig config, String clientId) {
        this.bootstrap = config.bootstrap();
        try {
            admin = Admin.create(config.with(
                    clientId,
                    Map.of(
                            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN,
                            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN),
                    Map.of()));
        } catch (KafkaException e) {
            throw KafkaFailure.atStart(bootstrap, e);
        }
    }

    /**
     * The current offsets.
     *
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when Kafka does not answer
     */
    public List<ChannelOffsets> read(Collection<InputChannel> channels) throws InterruptedException {
        Map<String, TopicDescription> topics =
                describe(channels.stream().map(InputChannel::topic).collect(Collectors.toUnmodifiableSet()));
        List<TopicPartition> led = topics.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .filter(info -> info.leader() != null && !info.leader().isEmpty())
                        .map(info -> new TopicPartition(topic.name(), info.partition())))
                .toList();
        // In this order: what is appended or committed meanwhile can only make a channel look better than it is
        Map<TopicPartition, Long> ends = offsets(led, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> stable = offsets(led, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> begins = offsets(led, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        Map<String, Map<TopicPartition, Long>> read = new HashMap<>();
        for (InputChannel channel : channels) {
            if (!read.containsKey(channel.group())) {
                read.put(channel.group(), committed(channel.group()));
            }
        }
        List<ChannelOffsets> offsets = new ArrayList<>();
        for (InputChannel channel : channels) {
            TopicDescription topic = topics.get(channel.topic());
            List<PartitionOffsets> partitions = new ArrayList<>();
            if (topic != null) {
                Map<TopicPartition, Long> group = read.getOrDefault(channel.group(), Map.of());
                topic.partitions().forEach(info -> {
                    TopicPartition at = new TopicPartition(channel.topic(), info.partition());
                    partitions.add(partition(at, ends, stable, begins, group));
                });
            }
            offsets.add(new ChannelOffsets(channel, partitions));
        }
        return offsets;
    }

    private static PartitionOffsets partition(
            TopicPartition at,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Long> stable,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> group) {
        Long end = ends.get(at);
        Long lastStable = stable.get(at);
        Long begin = begins.get(at);
        if (end == null || lastStable == null || begin == null) {
            return new PartitionOffsets(at.partition(), false, 0, 0, 0);
        }
        return new PartitionOffsets(
                at.partition(),
                true,
                lastStable,
                Math.max(end, lastStable),
                Math.max(begin, group.getOrDefault(at, 0L)));
    }

    private Map<String, TopicDescription> describe(Collection<String> names) throws InterruptedException {
        Map<String, TopicDescription> found = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(names).topicNameValues().entrySet()) {
            get(topic.getValue()).ifPresent(description -> found.put(topic.getKey(), description));
        }
        return found;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> of, OffsetSpec spec, IsolationLevel isolation)
            throws InterruptedException {
        var asked = admin.listOffsets(
                of.stream().collect(Collectors.toMap(Function.identity(), partition -> spec)),
                new ListOffsetsOptions(isolation));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : of) {
            get(asked.partitionResult(partition)).ifPresent(info -> offsets.put(partition, info.offset()));
        }
        return offsets;
    }

    private Map<TopicPartition, Long> committed(String group) throws InterruptedException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : get(admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata())
                .orElse(Map.of())
                .entrySet()) {
            if (entry.getValue() != null) {
                committed.put(entry.getKey(), entry.getValue().offset());
            }
        }
        return committed;
    }

    /** The cause of the stall, as far as it can be seen, and what to do: for people. */
    public String explain(StalledChannel stalled) throws InterruptedException {
        try {
            return why(stalled);
        } catch (KafkaUnavailableException e) {
            // The ACLs for reading a channel need not include those for describing its writers.
            return stalled.channel().topic() + " is not read: "
                    + stalled.cause().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + "; the cause can't be read from Kafka: "
                    + e.getMessage();
        }
    }

    private String why(StalledChannel stalled) throws InterruptedException {
        InputChannel channel = stalled.channel();
        String which = channel.topic()
                + (stalled.whole()
                        ? ""
                        : ", partition "
                                + stalled.partitions().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")));
        return switch (stalled.cause()) {
            case TOPIC_MISSING ->
                "there is no topic " + channel.topic()
                        + (channel.what() == InputChannel.ChannelKind.SOURCE
                                ? "; ingest reads its events when it exists"
                                : "; create it with 'farrier topics create'");
            case WRONG_PARTITIONS ->
                "topic " + channel.topic() + " must have " + channel.partitions()
                        + (channel.partitions() == 1 ? " partition" : " partitions")
                        + " and has another number; 'farrier topics create --dry-run' says how to repair it";
            case NO_LEADER -> which + " has no leader";
            case OPEN_TRANSACTION -> transaction(channel.topic(), stalled);
            case NOT_READ -> which + " is not read: " + reader(channel, stalled);
        };
    }

    /** Kafka aborts it at the end of its timeout, which its producer has chosen. */
    private String transaction(String topic, StalledChannel stalled) throws InterruptedException {
        TopicPartition at = new TopicPartition(
                topic, stalled.whole() ? 0 : stalled.partitions().first());
        Optional<ProducerState> oldest = get(admin.describeProducers(List.of(at))
                        .partitionResult(at))
                .flatMap(state -> state.activeProducers().stream()
                        .filter(producer ->
                                producer.currentTransactionStartOffset().isPresent())
                        .min((a, b) -> Long.compare(
                                a.currentTransactionStartOffset().getAsLong(),
                                b.currentTransactionStartOffset().getAsLong())));
        if (oldest.isEmpty()) {
            return "a transaction on " + topic + " is open, and consumers can't read the records behind it";
        }
        long producer = oldest.get().producerId();
        long start = oldest.get().currentTransactionStartOffset().orElse(0);
        String whose = get(admin.listTransactions(new ListTransactionsOptions().filterProducerIds(List.of(producer)))
                        .all())
                .flatMap(all -> all.stream().findFirst())
                .map(TransactionListing::transactionalId)
                .map(id -> "'" + id + "'")
                .orElse("producer " + producer);
        return "a transaction of " + whose + " on " + at + " is open since offset " + start
                + ", and consumers can't read the records behind it; to abort it: kafka-transactions.sh --bootstrap-server "
                + bootstrap + " abort --topic " + topic + " --partition " + at.partition() + " --start-offset "
                + start;
    }

    private String reader(InputChannel channel, StalledChannel stalled) throws InterruptedException {
        Optional<ConsumerGroupDescription> group = get(admin.describeConsumerGroups(List.of(channel.group()))
                        .all())
                .map(all -> all.get(channel.group()));
        if (group.isEmpty() || group.get().members().isEmpty()) {
            return "no consumer is in the group " + channel.group();
        }
        boolean assigned = group.get().members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .anyMatch(partition -> partition.topic().equals(channel.topic())
                        && (stalled.whole() || stalled.partitions().contains(partition.partition())));
        return assigned
                ? "the consumer that should read it makes no progress; its log says why"
                : "no consumer in the group " + channel.group() + " has it assigned";
    }

    /** Empty for a topic or group that does not exist. */
    private <T> Optional<T> get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return Optional.of(future.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw KafkaFailure.describe(bootstrap, e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
