package dev.farrier.app.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.farrier.api.Http;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.receiver.Authenticator;
import dev.farrier.api.receiver.LossMeter;
import dev.farrier.api.receiver.Receivers;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.app.monitor.MetricsReporter;
import dev.farrier.ingest.Ingest;
import dev.farrier.policy.yaml.Compile;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.EventProducer;
import dev.farrier.tail.TailedLine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Receivers and file tails without Kafka. Alertmanager gives a webhook 10 s where its group interval is short
 * (github.com/prometheus/alertmanager/issues/2486) and then sends again (issue 2657), so an answer must come before. Timed at
 * three times that.
 */
class KafkaAwayTest {
    private static final Duration BOUND = Duration.ofSeconds(3 * 10);
    private static final String ALERT = """
            {"status": "firing", "labels": {"alertname": "Down", "instance": "mb-%s"},
             "startsAt": "2026-06-09T07:00:00Z", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "cafe%s"}""";

    private final ClientConfig nobody = new ClientConfig(Map.of("bootstrap.servers", "127.0.0.1:1"));
    private final EventProducer events = new EventProducer(nobody, Topics.withDefaultPrefix());

    @AfterEach
    void stop() {
        events.close();
    }

    @Test
    void shouldAnswerForFiftyAlertsAsSoonAsForOne() throws IOException {
        AccessControl access = new AccessControl(List.of());
        var sources = Compile.bundle("kind: Source\nmetadata: {name: prometheus}\nspec: {receiver: alertmanager}")
                .sources();
        Receivers receivers = new Receivers(
                () -> Optional.of(sources),
                (all, letters) -> HttpComponent.store(events, all, letters),
                new Authenticator(reference -> reference, null, access),
                System::currentTimeMillis,
                Duration.ofSeconds(9),
                LossMeter.NONE);
        String alerts = IntStream.range(0, 50)
                .mapToObj(i -> ALERT.formatted(i, i))
                .collect(Collectors.joining(",", "{\"version\": \"4\", \"alerts\": [", "]}"));
        try (HttpServer server = HttpServer.start(HttpConfig.onLoopback(0), receivers);
                HttpClient client = HttpClient.newHttpClient()) {
            Http http = new Http(client, server.port());

            HttpResponse<String> answer =
                    assertTimeout(BOUND, () -> http.post("/api/v1/receivers/alertmanager", alerts));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("Kafka", "does not answer").doesNotContain("a topic is missing");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            HttpResponse<String> dead =
                    assertTimeout(BOUND, () -> http.post("/api/v1/receivers/alertmanager", "nonsense"));
            assertThat(dead.statusCode())
                    .as("what is wrong can't be kept either")
                    .isEqualTo(503);
        }
    }

    @Test
    void shouldGiveALinesBatchUpAsSoonAsOneLine() {
        Ingest ingest = Ingest.of(Compile.bundle("""
                        kind: Source
                        metadata: {name: logs}
                        spec: {file: /var/log/x.log, format: json, event: {kind: log, message: m}}""").sources().get("logs"));
        MetricsReporter counting = new MetricsReporter(new SimpleMeterRegistry(), InstantSource.system());
        TailSink sink = new TailSink(ingest, events, counting, "web1");
        List<TailedLine> lines = IntStream.range(0, 200)
                .<TailedLine>mapToObj(i -> new TailedLine.Complete(
                        "/var/log/x.log:1:" + i, ("{\"m\":\"line " + i + "\"}").getBytes(UTF_8)))
                .toList();

        var stored = assertTimeout(BOUND, () -> sink.deliver(lines).toCompletableFuture());

        assertThatThrownBy(stored::join).hasMessageContaining("does not answer");
    }
}
