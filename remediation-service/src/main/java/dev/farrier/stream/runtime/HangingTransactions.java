package dev.farrier.stream.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that are open on a partition although their coordinator knows nothing of them there, as {@code
 * kafka-transactions.sh find-hanging} and {@code abort} do. No timeout ends such a one, and nobody reads the records behind it. A
 * broker can leave one, since Kafka 4.0 too, when the leader of a partition changes while a record is sent to it. For one thread.
 */
final class HangingTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
    private static final long ANSWER_WITHIN_MILLIS = 5_000;

    /** Each was seen for so long; a transaction of Kafka Streams times out after 10 s, and its markers are written at once. */
    static final Duration LASTS = Duration.ofSeconds(30);

    /** A longer gap between two looks was a pause of this process or of Kafka, and does not count. */
    private static final Duration GAP = Duration.ofSeconds(20);

    private final Admin admin;
    private final Predicate<String> topics;
    private final Predicate<String> transactionalIds;
    private final Set<Open> told = new HashSet<>();
    private Map<Open, Long> firstSeen = new HashMap<>();
    private long lastLook;

    /** @param start its first offset, which tells it from the producer's next one */
    private record Open(TopicPartition partition, long producerId, long start) {}

    /**
     * @param topics names of those to look at
     * @param transactionalIds of the producers whose transactions may be ended
     */
    HangingTransactions(Admin admin, Predicate<String> topics, Predicate<String> transactionalIds) {
        this.admin = admin;
        this.topics = topics;
        this.transactionalIds = transactionalIds;
    }

    /** @param now nanoseconds, monotonic */
    void look(long now) throws InterruptedException, ExecutionException, TimeoutException {
        if (now - lastLook > GAP.toNanos()) {
            firstSeen = new HashMap<>();
        }
        lastLook = now;
        Map<Open, ProducerState> open = open();
        Map<Open, Long> seen = new HashMap<>();
        open.keySet().forEach(each -> seen.put(each, firstSeen.getOrDefault(each, now)));
        firstSeen = seen;
        told.retainAll(open.keySet());
        for (Map.Entry<Open, ProducerState> each : open.entrySet()) {
            long since = seen.getOrDefault(each.getKey(), now);
            if (now - since >= LASTS.toNanos()) {
                endIfHanging(each.getKey(), each.getValue());
            }
        }
    }

    private Map<Open, ProducerState> open() throws InterruptedException, ExecutionException, TimeoutException {
        List<String> ours =
                await(admin.listTopics().names()).stream().filter(topics).toList();
        Map<Open, ProducerState> open = new HashMap<>();
        List<TopicPartition> led = new ArrayList<>();
        for (TopicDescription topic :
                await(admin.describeTopics(ours).allTopicNames()).values()) {
            topic.partitions().stream()
                    .filter(partition ->
                            partition.leader() != null && !partition.leader().isEmpty())
                    .forEach(partition -> led.add(new TopicPartition(topic.name(), partition.partition())));
        }
        for (Map.Entry<TopicPartition, PartitionProducerState> partition :
                await(admin.describeProducers(led).all()).entrySet()) {
            for (ProducerState producer : partition.getValue().activeProducers()) {
                producer.currentTransactionStartOffset()
                        .ifPresent(start ->
                                open.put(new Open(partition.getKey(), producer.producerId(), start), producer));
            }
        }
        return open;
    }

    private void endIfHanging(Open open, ProducerState producer)
            throws InterruptedException, ExecutionException, TimeoutException {
        Set<String> ids = new HashSet<>();
        for (TransactionListing listed : await(
                admin.listTransactions(new ListTransactionsOptions().filterProducerIds(List.of(open.producerId())))
                        .all())) {
            ids.add(listed.transactionalId());
        }
        // A producer gets another id after some ten thousand transactions, and no coordinator knows the one before.
        boolean known = !ids.isEmpty();
        String whose = known ? ids.toString() : "producer " + open.producerId();
        try {
            if (known ? !ids.stream().allMatch(transactionalIds) : !allCoordinatorsWork()) {
                return; // somebody else's, or perhaps one that a coordinator without a leader knows
            }
        } catch (ExecutionException e) {
            tell(open, whose, e);
            return;
        }
        for (TransactionDescription told :
                await(admin.describeTransactions(ids).all()).values()) {
            if (isActive(told.state()) && told.topicPartitions().contains(open.partition())) {
                return;
            }
        }
        end(open, producer, whose);
    }

    private void end(Open open, ProducerState producer, String whose) throws InterruptedException, TimeoutException {
        try {
            await(admin.abortTransaction(new AbortTransactionSpec(
                            open.partition(),
                            open.producerId(),
                            (short) producer.producerEpoch(),
                            producer.coordinatorEpoch().orElse(0)))
                    .all());
            LOG.warn(
                    "{}: ended a transaction of {} that hung since offset {}, so that the records behind it can be read: it was"
                            + " open on the partition, and its coordinator knew nothing of it there",
                    open.partition(),
                    whose,
                    open.start());
        } catch (ExecutionException e) {
            tell(open, whose, e);
        }
    }

    /** Once. */
    private void tell(Open open, String whose, ExecutionException why) {
        if (told.add(open)) {
            LOG.error(
                    "{}: a transaction of {} hangs since offset {}, and nobody reads the records behind it. Farrier can't end it"
                            + " ({}); do it: kafka-transactions.sh abort --topic {} --partition {} --start-offset {}",
                    open.partition(),
                    whose,
                    open.start(),
                    String.valueOf(why.getCause()),
                    open.partition().topic(),
                    open.partition().partition(),
                    open.start());
        }
    }

    /** Otherwise a transaction that nobody knows may be one of a coordinator that can't be asked. */
    private boolean allCoordinatorsWork() throws InterruptedException, ExecutionException, TimeoutException {
        return await(admin.describeTopics(List.of(Topic.TRANSACTION_STATE_TOPIC_NAME))
                        .allTopicNames())
                .values()
                .stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition ->
                        partition.leader() != null && !partition.leader().isEmpty());
    }

    /** Its markers are, or may be, still to be written. */
    private static boolean isActive(TransactionState state) {
        return Stream.of(TransactionState.EMPTY, TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT)
                .noneMatch(state::equals);
    }

    private static <T> T await(KafkaFuture<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    }
}
