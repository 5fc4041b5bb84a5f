package dev.farrier.api.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.Http;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.model.Alert;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.Compile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Grafana, OpenTelemetry and senders of CloudEvents post, as they post it. */
class PayloadsTest {
    private static final long NOW = Instant.parse("2026-06-09T08:00:00Z").toEpochMilli();
    private static final SortedMap<String, Source> SOURCES = Compile.bundle(
                    "kind: Source\nmetadata: {name: grafana}\nspec: {receiver: grafana}",
                    "kind: Source\nmetadata: {name: deploys}\nspec: {receiver: cloudevents}",
                    "kind: Source\nmetadata: {name: metrics}\nspec: {receiver: collectd}",
                    "kind: Source\nmetadata: {name: samples}\nspec: {receiver: telegraf}",
                    "kind: Source\nmetadata: {name: plain}\nspec: {receiver: events}",
                    "kind: Source\nmetadata: {name: otel}\nspec: {receiver: otlp}")
            .sources();
    private static final String GRAFANA = """
            {"receiver":"farrier","status":"firing","orgId":1,"alerts":[
              {"status":"firing","labels":{"alertname":"DiskFull","grafana_folder":"edge","host":"mb-01"},
               "annotations":{"summary":"disk of mb-01 is full"},"startsAt":"2026-06-09T09:30:00+02:00",
               "endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://127.0.0.1:3000/a","fingerprint":"c0ffee",
               "silenceURL":"http://127.0.0.1:3000/s","dashboardURL":"","panelURL":"","values":{"B":97.5},
               "valueString":"[ var='B' labels={host=mb-01} value=97.5 ]"},
              {"status":"resolved","labels":{"alertname":"DiskFull","host":"mb-02"},"annotations":null,
               "startsAt":"2026-06-09T07:00:00Z","endsAt":"2026-06-09T07:59:00Z","fingerprint":"c0ffef",
               "values":{"A":1,"B":2}}],
             "groupLabels":{"alertname":"DiskFull"},"commonLabels":{},"commonAnnotations":{},
             "externalURL":"http://127.0.0.1:3000/","version":"1","groupKey":"{}:{alertname=\\"DiskFull\\"}",
             "truncatedAlerts":0,"title":"[FIRING:1]","state":"alerting","message":"**Firing**"}""";
    private static final String LOGS = """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[
              {"timeUnixNano":"1780985180000000000","body":{"stringValue":"a"}},%s
              {"timeUnixNano":"1780985180000000000","body":{"stringValue":"b"}}]}]}]}""";

    private final FakeSink sink = new FakeSink();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private Http http;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.start(
                HttpConfig.onLoopback(0),
                new Receivers(
                        () -> Optional.of(SOURCES),
                        sink,
                        new Authenticator(reference -> reference, null, new AccessControl(List.of())),
                        () -> NOW,
                        Duration.ofSeconds(1),
                        LossMeter.NONE));
        http = new Http(client, server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void shouldTakeGrafanasWebhook() {
        assertThat(http.post("/api/v1/receivers/grafana", GRAFANA).statusCode()).isEqualTo(202);

        assertThat(sink.events).hasSize(2);
        assertThat(sink.events.getFirst()).satisfies(event -> {
            assertThat(event.name()).isEqualTo("DiskFull");
            assertThat(event.message()).isEqualTo("disk of mb-01 is full");
            assertThat(event.value()).isEqualTo(97.5);
            assertThat(event.alert())
                    .isEqualTo(new Alert(
                            "c0ffee",
                            true,
                            Instant.parse("2026-06-09T07:30:00Z").toEpochMilli(),
                            NOW));
            assertThat(event.labels()).containsEntry("host", "mb-01").containsEntry("grafana_folder", "edge");
        });
        assertThat(sink.events.get(1)).satisfies(event -> {
            assertThat(event.firing()).isFalse();
            assertThat(event.time())
                    .isEqualTo(Instant.parse("2026-06-09T07:59:00Z").toEpochMilli());
            assertThat(event.value()).as("which of the two?").isNull();
        });
    }

    @Test
    void shouldTakeCloudEventsOfEveryMode() {
        HttpResponse<String> binary = http.post(
                "/api/v1/receivers/cloudevents",
                "{\"message\":\"m\"}",
                "ce-specversion",
                "1.0",
                "ce-id",
                "7",
                "CE-Source",
                "/ci",
                "ce-type",
                "deploy");
        HttpResponse<String> batch = http.post(
                "/api/v1/receivers/cloudevents/deploys",
                "[{\"specversion\":\"1.0\",\"id\":\"8\",\"source\":\"/ci\",\"type\":\"deploy\",\"data\":\"x\"}]");
        HttpResponse<String> none = http.post("/api/v1/receivers/cloudevents", "{\"message\":\"m\"}");

        assertThat(binary.statusCode()).isEqualTo(202);
        assertThat(batch.statusCode()).isEqualTo(202);
        assertThat(sink.events).extracting(event -> event.id()).containsExactly("deploys//ci/7", "deploys//ci/8");
        assertThat(sink.events).extracting(event -> event.message()).containsExactly("m", "x");
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(none.body()).contains("\"where\" : \"specversion\"", "ce_specversion among its headers");
        assertThat(sink.letters).hasSize(1);
    }

    @Test
    void shouldAnswerAsOtlpWantsIt() {
        HttpResponse<String> answer = http.post("/api/v1/receivers/otlp/logs", LOGS.formatted(""));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body().strip()).isEqualTo("{ }");
        assertThat(sink.events).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/logs", "/api/v1/receivers/otlp/v1/logs", "/api/v1/receivers/otlp/otel/v1/logs"})
    void shouldTakeOtlpUnderThePathThatExportersPutBehindAnAddress(String path) {
        assertThat(http.post(path, LOGS.formatted("")).statusCode()).isEqualTo(200);

        assertThat(sink.events)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.source()).isEqualTo("otel"));
        assertThat(http.post(path.replace("logs", "metrics"), "{}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldTakeTheGoodSamplesOfCollectdAndTelegrafAndKeepTheOthers() {
        String list =
                "{\"values\":[%s],\"dsnames\":[\"value\"],\"time\":1780985180.5,\"host\":\"mb-01\",\"plugin\":\"load\","
                        + "\"type\":\"load\"}";
        HttpResponse<String> collectd = http.post(
                "/api/v1/receivers/collectd", "[" + list.formatted("1.5") + "," + list.formatted("\"x\"") + "]");
        HttpResponse<String> telegraf = http.post(
                "/api/v1/receivers/telegraf/samples",
                "{\"metrics\":[{\"fields\":{\"usage\":2},\"name\":\"cpu\",\"tags\":{\"host\":\"mb-01\"},\"timestamp\":1780985180}]}");

        assertThat(collectd.statusCode()).isEqualTo(202);
        assertThat(telegraf.statusCode()).isEqualTo(202);
        assertThat(sink.events).extracting(event -> event.name()).containsExactly("load", "cpu_usage");
        assertThat(sink.letters).hasSize(1);
    }

    @Test
    void shouldTakeNdjson() {
        HttpResponse<String> good =
                http.post("/api/v1/receivers/events", "{\"message\":\"a\"}\n\n{\"message\":\"b\"}\r\n");
        HttpResponse<String> bad = http.post("/api/v1/events", "{\"message\":\"a\"}\n{\"message\":b}\n");

        assertThat(good.statusCode()).isEqualTo(202);
        assertThat(sink.events).extracting(event -> event.message()).containsExactly("a", "b");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("\"where\" : \"[1]\"");
    }

    @Test
    void shouldTakeTheGoodHalfOfAnOtlpRequestAndSaySo() {
        HttpResponse<String> answer = http.post("/api/v1/receivers/otlp/logs/otel", LOGS.formatted("7,"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "\"rejectedLogRecords\" : \"1\"",
                        "resourceLogs[0].scopeLogs[0].logRecords[1]: a log record is an object, not a number");
        assertThat(sink.events).hasSize(2);
        assertThat(sink.letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.head()).isEqualTo("7"));
    }

    @Test
    void shouldRefuseAnOtlpRequestOfWhichNothingIsGood() {
        HttpResponse<String> answer = http.post("/api/v1/receivers/otlp/metrics", "{\"resourceMetrics\":7}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"where\" : \"resourceMetrics\"");
        assertThat(sink.letters).hasSize(1);
        assertThat(http.post("/api/v1/receivers/otlp/metrics", "{}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldAskForJsonInsteadOfProtobuf() throws Exception {
        HttpResponse<String> answer = client.send(
                java.net.http.HttpRequest.newBuilder(java.net.URI.create(
                                "http://127.0.0.1:" + server.port() + "/api/v1/receivers/otlp/logs"))
                        .header("Content-Type", "application/x-protobuf")
                        .POST(BodyPublishers.ofByteArray(new byte[] {10, 0}))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("send JSON (encoding: json");
    }

    @Test
    void shouldUnpackWhatIsPacked() {
        HttpResponse<String> answer = post(gzip(LOGS.formatted("").getBytes(UTF_8)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(sink.events).hasSize(2);
    }

    @Test
    void shouldRefuseABombAndWhatIsNotPacked() {
        HttpResponse<String> bomb = post(gzip(new byte[50 << 20]));
        HttpResponse<String> plain = post(LOGS.formatted("").getBytes(UTF_8));
        byte[] packed = gzip(LOGS.formatted("").getBytes(UTF_8));
        HttpResponse<String> half = post(java.util.Arrays.copyOf(packed, packed.length / 2));

        assertThat(bomb.statusCode()).isEqualTo(413);
        assertThat(plain.statusCode()).isEqualTo(400);
        assertThat(plain.body()).contains("the body is not gzip");
        assertThat(half.statusCode()).isEqualTo(400);
        assertThat(half.body()).contains("the body broke off");
        assertThat(sink.events).isEmpty();
    }

    private HttpResponse<String> post(byte[] body) {
        return http.post("/api/v1/receivers/otlp/logs", BodyPublishers.ofByteArray(body), "Content-Encoding", "gzip");
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
