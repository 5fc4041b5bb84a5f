package dev.farrier.faults.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.embedded.LoopbackPorts;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proxy before a real broker: what it counts, and that each action does what it says, once. */
@Tag("kafka")
@Timeout(120)
class WireProxyTest {
    private static final String CLIENT = "tried";
    private static final Duration SILENCE = Duration.ofMillis(700);
    private static EmbeddedKafka kafka;
    private static WireProxy proxy;
    private static String bootstrap;
    private static int topics;

    private final String topic = "t" + ++topics;

    @BeforeAll
    static void startBoth() throws Exception {
        int advertised = LoopbackPorts.free();
        int port = LoopbackPorts.free(advertised);
        bootstrap = "127.0.0.1:" + advertised;
        proxy = WireProxy.start(advertised, port);
        kafka = EmbeddedKafka.builder()
                .port(port)
                .override("advertised.listeners", "PLAINTEXT://" + bootstrap)
                .start();
    }

    @AfterAll
    static void endBoth() throws IOException {
        kafka.close();
        proxy.close();
    }

    @AfterEach
    void letPass() {
        proxy.arm(List.of());
    }

    private static WireRule rule(ApiKeys kind, String ofTopic, Injection injection, WireRule.Extent extent) {
        WireRule rule = new WireRule(new WireRule.Target(kind, Pattern.compile(CLIENT), ofTopic), injection, extent);
        proxy.arm(List.of(rule));
        return rule;
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "client.id", "other"))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrap,
                "client.id",
                CLIENT,
                "enable.idempotence",
                true,
                "request.timeout.ms",
                1_500,
                "retry.backoff.ms",
                20,
                "delivery.timeout.ms",
                60_000));
        config.putAll(more);
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    /** Kafka writes the mark of a commit after its answer. */
    private void assertCommitted(String... values) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(committed()).containsExactly(values));
    }

    private List<String> committed() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrap,
                "client.id",
                "reader",
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<String> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    @Test
    void shouldKnowClientsKindsAndTopics() throws Exception {
        createTopic();
        try (var producer = producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "one")).get();
            producer.commitTransaction();
        }

        assertCommitted("one");
        assertThat(proxy.traffic())
                .containsEntry(new WireProxy.Traffic(CLIENT, ApiKeys.PRODUCE, topic), 1L)
                .containsKeys(
                        new WireProxy.Traffic(CLIENT, ApiKeys.INIT_PRODUCER_ID, ""),
                        new WireProxy.Traffic(CLIENT, ApiKeys.END_TXN, ""),
                        new WireProxy.Traffic("other", ApiKeys.CREATE_TOPICS, ""),
                        new WireProxy.Traffic("reader", ApiKeys.FETCH, ""));
    }

    /** An idempotent producer and a transactional one survive each: what they sent is there once. */
    @ParameterizedTest
    @CsvSource({
        "PRODUCE,          DROP,           NONE",
        "PRODUCE,          LOSE_ANSWER,    NONE",
        "PRODUCE,          ERROR,          NOT_LEADER_OR_FOLLOWER",
        "PRODUCE,          EXECUTED_ERROR, REQUEST_TIMED_OUT",
        "PRODUCE,          DELAY,          NONE",
        "PRODUCE,          SILENCE,        NONE",
        "PRODUCE,          SILENT_ANSWER,  NONE",
        "END_TXN,          DROP,           NONE",
        "END_TXN,          LOSE_ANSWER,    NONE",
        "END_TXN,          ERROR,          COORDINATOR_NOT_AVAILABLE",
        "END_TXN,          EXECUTED_ERROR, COORDINATOR_NOT_AVAILABLE",
        "END_TXN,          SILENT_ANSWER,  NONE",
        "INIT_PRODUCER_ID, LOSE_ANSWER,    NONE",
        "FIND_COORDINATOR, ERROR,          COORDINATOR_NOT_AVAILABLE",
        "METADATA,         DROP,           NONE",
    })
    void shouldDoOnceWhatItSays(ApiKeys kind, WireAction action, Errors error) throws Exception {
        createTopic();
        String ofTopic = kind == ApiKeys.PRODUCE ? topic : "";
        WireRule rule = rule(kind, ofTopic, new Injection(action, error, SILENCE), WireRule.Extent.once(0));
        long began = System.nanoTime();
        try (var producer = producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            for (String value : List.of("one", "two")) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, value)).get();
                producer.commitTransaction();
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(rule.hits()).isEqualTo(1);
        assertCommitted("one", "two");
        if (List.of(WireAction.DELAY, WireAction.SILENCE, WireAction.SILENT_ANSWER)
                .contains(action)) {
            assertThat(took).isGreaterThan(SILENCE);
        }
    }

    @Test
    void shouldAnswerInsteadOfTheBroker() throws Exception {
        createTopic();
        WireRule rule = rule(
                ApiKeys.PRODUCE,
                topic,
                new Injection(WireAction.ERROR, Errors.TOPIC_AUTHORIZATION_FAILED, SILENCE),
                WireRule.Extent.once(1));
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, "passes")).get();
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>(topic, "fails")).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            producer.send(new ProducerRecord<>(topic, "passes again")).get();
        }

        assertThat(rule.hits()).isEqualTo(1);
        assertCommitted("passes", "passes again");
    }

    @Test
    void shouldAnswerInTheOrderOfTheRequests() throws Exception {
        rule(
                ApiKeys.METADATA,
                "",
                new Injection(WireAction.ERROR, Errors.LEADER_NOT_AVAILABLE, SILENCE),
                WireRule.Extent.once(1));
        createTopic();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(bootstrap))) {
            List<RequestHeader> asked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                RequestHeader header =
                        new RequestHeader(ApiKeys.METADATA, ApiKeys.METADATA.latestVersion(), CLIENT, 100 + i);
                MetadataRequestData data = new MetadataRequestData()
                        .setTopics(MetadataRequest.convertToMetadataRequestTopic(List.of(topic)));
                ByteBuffer bytes =
                        RequestUtils.serialize(header.data(), header.headerVersion(), data, header.apiVersion());
                byte[] all = new byte[bytes.remaining()];
                bytes.get(all);
                socket.getOutputStream().write(new WireFrame(true, all).onWire());
                asked.add(header);
            }
            DataInputStream in = new DataInputStream(socket.getInputStream());
            List<Errors> said = new ArrayList<>();
            for (RequestHeader header : asked) {
                WireFrame frame = Objects.requireNonNull(WireFrame.read(in));
                // fails when the answer's correlation id is another one's
                MetadataResponse answer =
                        (MetadataResponse) AbstractResponse.parseResponse(ByteBuffer.wrap(frame.bytes()), header);
                said.add(answer.errors().getOrDefault(topic, Errors.NONE));
            }
            assertThat(said).containsExactly(Errors.NONE, Errors.LEADER_NOT_AVAILABLE, Errors.NONE, Errors.NONE);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3", "4", "5", "60", "100000"})
    void shouldPassUnharmedWhatIsNoneOfKafkasRequests(int length) throws Exception {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        assertEchoed(sent);
        // a length that can be one, and what is no request
        assertEchoed(ByteBuffer.allocate(length + 4).putInt(length).put(sent).array());
        // a length that more should follow
        assertEchoed(
                ByteBuffer.allocate(length + 4).putInt(length + 1).put(sent).array());
        assertEchoed("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void assertEchoed(byte[] sent) throws Exception {
        try (ServerSocket echo = new ServerSocket()) {
            echo.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread.ofVirtual().start(() -> {
                try (Socket one = echo.accept()) {
                    one.getInputStream().transferTo(one.getOutputStream());
                } catch (IOException e) {
                    // the test has failed already
                }
            });
            int port = LoopbackPorts.free();
            try (WireProxy before = WireProxy.start(port, echo.getLocalPort());
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Thread.ofVirtual().start(() -> {
                    try {
                        socket.getOutputStream().write(sent);
                        socket.shutdownOutput();
                    } catch (IOException e) {
                        // what comes back shows it
                    }
                });
                assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
                assertThat(before.traffic()).isEmpty();
            }
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }
}
