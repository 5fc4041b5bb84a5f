package dev.farrier.stream.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.channel.InputChannel.ChannelKind;
import dev.farrier.stream.channel.StalledChannel.StallCause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a real broker; only the time is not real. */
@Timeout(120)
@Tag("kafka")
class ChannelReaderTest {
    private final ClientConfig client = SharedKafka.config();
    private final String topic = "channel-" + UUID.randomUUID();
    private final String group = "group-" + topic;
    private final TopicPartition first = new TopicPartition(topic, 0);
    private final InputChannel source = new InputChannel(ChannelKind.SOURCE, "edge", topic, group, 0);
    private final InputChannel site = new InputChannel(ChannelKind.SITE, "eu", topic, group, 1);
    private final Admin admin = Admin.create(client.with("test-admin", Map.of(), Map.of()));
    private final ChannelReader reader = new ChannelReader(client);
    private final StallDetector deafness = new StallDetector();
    private long now;

    @BeforeEach
    void createTopic() throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        Awaitility.await()
                .until(() ->
                        reader.read(List.of(source)).getFirst().partitions().size() == 1);
    }

    @AfterEach
    void close() {
        reader.close();
        admin.close(Duration.ofSeconds(1));
    }

    private List<StalledChannel> look(InputChannel channel) throws InterruptedException {
        now += StallDetector.GAP_MILLIS;
        return deafness.evaluate(now, reader.read(List.of(channel)));
    }

    /** As if half a minute had gone by. */
    private List<StalledChannel> lookAfterAWhile(InputChannel channel) throws InterruptedException {
        for (long at = 0; at < StallDetector.STILL_MILLIS; at += StallDetector.GAP_MILLIS) {
            look(channel);
        }
        return look(channel);
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> special) {
        return new KafkaProducer<>(
                client.with("test", special, Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void say() throws Exception {
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, "x".getBytes(UTF_8))).get();
        }
    }

    private void commit(long offset) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(first, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    @Test
    void shouldSayThatTheTopicIsMissingAndHearItWhenItIsThere() throws Exception {
        InputChannel missing = new InputChannel(ChannelKind.SOURCE, "edge", "not-" + topic, group, 0);
        assertThat(look(missing)).singleElement().satisfies(deaf -> {
            assertThat(deaf.cause()).isEqualTo(StallCause.TOPIC_MISSING);
            assertThat(reader.explain(deaf)).contains("there is no topic not-" + topic);
        });
        admin.createTopics(List.of(new NewTopic(missing.topic(), 2, (short) 1)))
                .all()
                .get();
        Awaitility.await().untilAsserted(() -> assertThat(look(missing)).isEmpty());
    }

    @Test
    void shouldSayWhoseTransactionIsOpenAndHearWhatLiesBehindItWhenItEnds() throws Exception {
        String whose = "foreign-" + topic;
        try (var foreign = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, whose))) {
            foreign.initTransactions();
            foreign.beginTransaction();
            foreign.send(new ProducerRecord<>(topic, "x".getBytes(UTF_8))).get();
            say();
            say();
            assertThat(lookAfterAWhile(site)).singleElement().satisfies(deaf -> {
                assertThat(deaf.cause()).isEqualTo(StallCause.OPEN_TRANSACTION);
                assertThat(reader.explain(deaf))
                        .contains("'" + whose + "'", topic + "-0", "since offset 0", "abort --topic " + topic);
            });
            foreign.commitTransaction();
        }
        Awaitility.await().untilAsserted(() -> assertThat(look(site)).isEmpty());
    }

    @Test
    void shouldSayThatNobodyReadsAndBeSilentWhenSomebodyDoes() throws Exception {
        say();
        say();
        assertThat(lookAfterAWhile(source)).singleElement().satisfies(deaf -> {
            assertThat(deaf.cause()).isEqualTo(StallCause.NOT_READ);
            assertThat(reader.explain(deaf)).contains("no consumer is in the group " + group);
        });
        commit(1);
        assertThat(look(source)).as("it moves").isEmpty();
        commit(2);
        assertThat(lookAfterAWhile(source)).as("it has read all").isEmpty();
    }

    @Test
    void shouldSayThatItsReaderStandsStill() throws Exception {
        say();
        Map<String, Object> config =
                client.with("test", Map.of("group.id", group, "enable.auto.commit", "false"), Map.of());
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            Awaitility.await().until(() -> {
                consumer.poll(Duration.ofMillis(100));
                return consumer.assignment().contains(first);
            });
            assertThat(lookAfterAWhile(source))
                    .singleElement()
                    .satisfies(deaf -> assertThat(reader.explain(deaf)).contains("makes no progress"));
        }
    }

    @Test
    void shouldSayThatPartitionsWereAdded() throws Exception {
        assertThat(look(site)).isEmpty();
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all().get();
        Awaitility.await()
                .untilAsserted(() -> assertThat(look(site)).singleElement().satisfies(deaf -> {
                    assertThat(deaf.cause()).isEqualTo(StallCause.WRONG_PARTITIONS);
                    assertThat(reader.explain(deaf)).contains(topic, "must have 1 partition");
                }));
        assertThat(look(source)).as("a source may have any number").isEmpty();
    }

    @Test
    void shouldSayThatADeletedTopicIsMissing() throws Exception {
        say();
        admin.deleteTopics(List.of(topic)).all().get();
        Awaitility.await()
                .untilAsserted(() -> assertThat(look(source))
                        .singleElement()
                        .returns(StallCause.TOPIC_MISSING, StalledChannel::cause));
    }
}
