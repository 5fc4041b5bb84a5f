package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.KafkaSilentException;
import dev.farrier.stream.admin.KafkaUnavailableException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@Tag("kafka")
class KafkaWaitTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void shouldAskUntilKafkaIsThere() throws Exception {
        int port = freePort();
        try (Cluster cluster = new Cluster(config(port))) {
            CompletableFuture<String> id = CompletableFuture.supplyAsync(() -> KafkaWait.untilItAnswers(LONG, () -> {
                attempts.incrementAndGet();
                return cluster.id();
            }));
            await().atMost(LONG).until(() -> attempts.get() > 2);
            assertThat(id).isNotDone();
            try (EmbeddedKafka kafka =
                    EmbeddedKafka.builder().directory(folder).port(port).start()) {
                assertThat(id.get(LONG.toSeconds(), TimeUnit.SECONDS)).isNotEmpty();
                assertThat(kafka.port()).isEqualTo(port);
            }
        }
    }

    @Test
    void shouldGiveUpOnceTheTimeIsOver() throws Exception {
        try (Cluster cluster = new Cluster(config(freePort()))) {
            assertThatThrownBy(() -> KafkaWait.untilItAnswers(Duration.ofMillis(1), () -> {
                        attempts.incrementAndGet();
                        return cluster.id();
                    }))
                    .isInstanceOf(KafkaSilentException.class)
                    .hasMessageContaining("does not answer: is it running");
        }
        assertThat(attempts).hasValue(1);
    }

    @Test
    void shouldNotAskAgainAfterARefusal() {
        assertThatThrownBy(() -> KafkaWait.untilItAnswers(LONG, () -> {
                    attempts.incrementAndGet();
                    throw new KafkaUnavailableException("Kafka does not allow this", null);
                }))
                .hasMessage("Kafka does not allow this");
        assertThat(attempts).hasValue(1);
    }

    private static ClientConfig config(int port) {
        return new ClientConfig(Map.of(
                "bootstrap.servers", "127.0.0.1:" + port,
                "default.api.timeout.ms", "300",
                "request.timeout.ms", "200"));
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
