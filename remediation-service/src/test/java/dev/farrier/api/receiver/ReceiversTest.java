package dev.farrier.api.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.farrier.api.Http;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.ingest.format.AlertmanagerFormat;
import dev.farrier.ingest.format.EventsFormat;
import dev.farrier.ingest.format.LineFormat;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.source.FormatSettings;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.Source.Origin;
import dev.farrier.policy.source.SourceFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The receivers of a real server, asked by a real client. */
class ReceiversTest {
    private static final long NOW = Instant.parse("2026-06-09T08:00:00Z").toEpochMilli();
    private static final String EVENTS = "/api/v1/receivers/events/";
    private static final String ALERTS = "/api/v1/receivers/alertmanager";
    private static final String ALERT = """
            {"version": "4", "status": "firing", "truncatedAlerts": 0, "commonLabels": null, "new": {}, "alerts": [
              {"status": "firing", "labels": {"alertname": "Down", "instance": "mb-01"}, "annotations": null,
               "startsAt": "2026-06-09T07:00:00Z", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "cafe"}]}""";

    private static volatile Optional<SortedMap<String, Source>> sources = Optional.empty();
    private static volatile FakeSink sink = new FakeSink();
    private static final FakeLossMeter METER = new FakeLossMeter();
    private static HttpServer server;
    private static HttpClient client;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        EventSink current = (events, letters) -> sink.send(events, letters);
        Receivers receivers = new Receivers(
                () -> sources,
                current,
                new Authenticator(reference -> reference, null, new AccessControl(List.of())),
                () -> NOW,
                Duration.ofSeconds(1),
                METER);
        server = HttpServer.start(HttpConfig.onLoopback(0), receivers);
        client = HttpClient.newHttpClient();
        http = new Http(client, server.port());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void setUp() {
        sink = new FakeSink();
        METER.counted.clear();
        sources = Optional.of(sources(
                source("edge", new EventsFormat(), new Origin.ReceiverOrigin("events", null)),
                source("deploys", new EventsFormat(), new Origin.ReceiverOrigin("events", null)),
                source("prometheus", new AlertmanagerFormat(), new Origin.ReceiverOrigin("alertmanager", null)),
                source("syslog", new LineFormat(), new Origin.TopicOrigin("logs"))));
    }

    @Test
    void shouldStoreEvents() {
        HttpResponse<String> answer = http.post(EVENTS + "edge", "[{\"id\":\"a\",\"name\":\"n\"},{\"name\":\"m\"}]");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).contains("\"accepted\" : 2", "\"dropped\" : 0");
        assertThat(sink.events).extracting(Event::name).containsExactly("n", "m");
        assertThat(sink.events.get(0).id()).isEqualTo("edge/a");
        assertThat(sink.events.get(1).id()).matches("http/[0-9a-f-]{36}#1");
    }

    @Test
    void shouldGiveEventsWithoutAnIdOneOfTheirOwn() {
        http.post(EVENTS + "edge", "{\"name\":\"n\"}");
        http.post(EVENTS + "edge", "{\"name\":\"n\"}");

        assertThat(sink.events).extracting(Event::id).doesNotHaveDuplicates().hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8e03978e-40d5-43dd-bc93-6894a57f9324", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""})
    void shouldGiveEventsOfARetryTheSameIdsWhenTheRequestHasAKey(String key) {
        String events = "[{\"id\":\"own\",\"name\":\"n\"},{\"name\":\"m\"}]";
        sink.acknowledgement = CompletableFuture.failedFuture(new IOException("broker is down"));
        assertThat(http.post(EVENTS + "edge", events, "Idempotency-Key", key).statusCode())
                .isEqualTo(503);

        sink.acknowledgement = CompletableFuture.completedFuture(null);
        assertThat(http.post(EVENTS + "edge", events, "Idempotency-Key", key).statusCode())
                .isEqualTo(202);

        assertThat(sink.events)
                .extracting(Event::id)
                .containsExactly(
                        "edge/own",
                        "http/edge/8e03978e-40d5-43dd-bc93-6894a57f9324#1",
                        "edge/own",
                        "http/edge/8e03978e-40d5-43dd-bc93-6894a57f9324#1");
    }

    @Test
    void shouldTellRequestsWithOtherKeysOrToOtherSourcesApart() {
        http.post(EVENTS + "edge", "{\"name\":\"n\"}", "Idempotency-Key", "a");
        http.post(EVENTS + "edge", "{\"name\":\"n\"}", "Idempotency-Key", "b");
        http.post(EVENTS + "deploys", "{\"name\":\"n\"}", "Idempotency-Key", "a");
        http.post(EVENTS + "edge", "[{\"name\":\"n\"},{\"name\":\"n\"}]", "Idempotency-Key", "a");

        assertThat(sink.events).extracting(Event::id).hasSize(5).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "a b", "a#1", "\"a", "a\"", "a,b", "k\u00e9y", "a\\b", "'a'"})
    void shouldRefuseAnOddKey(String key) {
        assertThat(http.post(EVENTS + "edge", "{\"name\":\"n\"}", "Idempotency-Key", key)
                        .statusCode())
                .isEqualTo(400);
        assertThat(sink.events).isEmpty();
    }

    @Test
    void shouldRefuseAKeyThatIsTooLongOrOneOfSeveral() {
        String event = "{\"name\":\"n\"}";

        assertThat(http.post(EVENTS + "edge", event, "Idempotency-Key", "k".repeat(255))
                        .statusCode())
                .isEqualTo(202);
        HttpResponse<String> answer = http.post(EVENTS + "edge", event, "Idempotency-Key", "k".repeat(256));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"where\" : \"Idempotency-Key\"", "1 to 255");
        assertThat(http.post(EVENTS + "edge", event, "Idempotency-Key", "a", "Idempotency-Key", "b")
                        .statusCode())
                .isEqualTo(400);
    }

    /** The last one is how Javalin 6 failed: github.com/javalin/javalin/issues/2448. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            application/json; charset=bogus             | 415
            application/json;charset=bogus              | 415
            application/json; charset="bogus"           | 415
            application/json; CHARSET=no such           | 415
            application/json; charset=                  | 415
            application/json; charset=*                 | 415
            text/plain; boundary=x; charset=usacii      | 415
            application/json; charset=utf-8; charset=bogus | 415
            application/json; charset=utf-8             | 202
            Application/JSON; Charset="utf-8"           | 202
            application/json;charset="utf8"             | 202
            """)
    void shouldRefuseACharsetThatNobodyKnows(String contentType, int status) {
        HttpResponse<String> answer = http.postAs(contentType, EVENTS + "edge", "{\"name\":\"n\"}");

        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "events",
                "receivers/events",
                "receivers/alertmanager",
                "receivers/grafana",
                "receivers/cloudevents",
                "receivers/otlp/logs",
                "receivers/otlp/metrics"
            })
    void shouldRefuseAnUnknownCharsetAtEachReceiver(String path) {
        HttpResponse<String> answer = http.postAs("application/json; charset=bogus", "/api/v1/" + path, "{}");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("unknown charset 'bogus'; send UTF-8");
    }

    @Test
    void shouldCreateNothingTwiceWhenAlertmanagerRetries() {
        sink.acknowledgement = CompletableFuture.failedFuture(new IOException("broker is down"));
        assertThat(http.post(ALERTS, ALERT).statusCode()).isEqualTo(503);

        sink.acknowledgement = CompletableFuture.completedFuture(null);
        assertThat(http.post(ALERTS, ALERT).statusCode()).isEqualTo(202);

        assertThat(sink.events)
                .hasSize(2)
                .extracting(Event::id)
                .doesNotContainNull()
                .matches(ids -> ids.stream().distinct().count() == 1, "the same id twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/receivers/alertmanager",
                "/api/v1/receivers/alertmanager?source=prometheus",
                "/api/v1/receivers/alertmanager/prometheus"
            })
    void shouldTakeTheOnlySourceUnlessOneIsNamed(String path) {
        assertThat(http.post(path, ALERT).statusCode()).isEqualTo(202);
        assertThat(sink.events).singleElement().satisfies(event -> {
            assertThat(event.source()).isEqualTo("prometheus");
            assertThat(event.time()).isEqualTo(NOW);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/events?source=edge", "/api/v1/receivers/events?source=edge"})
    void shouldTakeEventsUnderTheirShortNameToo(String path) {
        assertThat(http.post(path, "{\"name\":\"n\"}").statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /api/v1/receivers/events/egde        | 404 | no source 'egde' with 'receiver: events': did you mean 'edge'?
            /api/v1/receivers/events/zzzzzz      | 404 | no source 'zzzzzz' with 'receiver: events': known are deploys, edge
            /api/v1/receivers/events/syslog      | 404 | source 'syslog' has no 'receiver: events'
            /api/v1/receivers/events             | 400 | several sources have 'receiver: events'; say which: /api/v1/receivers/events/deploys or /edge
            /api/v1/events                       | 400 | several sources have 'receiver: events'; say which: /api/v1/events/deploys or /edge
            /api/v1/receivers/github             | 404 | Endpoint POST /api/v1/receivers/github not found
            /api/v1/receivers/grafana            | 404 | no source has 'receiver: grafana'; add one to the policies
            """)
    void shouldSayWhichSourcesThereAre(String path, int status, String error) {
        HttpResponse<String> answer = http.post(path, "{\"name\":\"n\"}");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"error\" : \"" + error);
    }

    @Test
    void shouldSayThatNoSourceTakesAlerts() {
        sources = Optional.of(new TreeMap<>());

        HttpResponse<String> answer = http.post(ALERTS, ALERT);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("no source has 'receiver: alertmanager'");
    }

    @Test
    void shouldAskToTryAgainWhileThereAreNoPolicies() {
        sources = Optional.empty();

        HttpResponse<String> answer = http.post(ALERTS, ALERT);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.body()).contains("no policies are loaded yet");
    }

    @Test
    void shouldAnswerOnlyWhenItIsStored() {
        CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
        sink.acknowledgement = acknowledgement;

        CompletableFuture<HttpResponse<String>> answer = http.postAsync(ALERTS, BodyPublishers.ofString(ALERT));
        await().until(() -> !sink.events.isEmpty());
        assertThat(answer).isNotDone();

        acknowledgement.complete(null);
        assertThat(answer.join().statusCode()).isEqualTo(202);
    }

    @Test
    void shouldAskToTryAgainWhenItIsNotStoredInTime() {
        sink.acknowledgement = new CompletableFuture<>();

        HttpResponse<String> answer = http.post(ALERTS, ALERT);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("not known to be stored after 1 s");
    }

    @Test
    void shouldRefuseABatchWholeAndSayWhichEventIsWrong() {
        HttpResponse<String> answer =
                http.post(EVENTS + "edge", "{\"events\":[{\"name\":\"n\"},{\"name\":1},{\"nam\":\"n\"}]}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"where\" : \"events[1].name\"", "a text is expected, not a number (and 1 more");
        assertThat(sink.events).isEmpty();
        assertThat(sink.letters).isEmpty();
    }

    @Test
    void shouldRefuseAWebhookWholeAndKeepItAsADeadLetter() {
        String body = ALERT.replace("]}", ", {\"status\": \"odd\"}]}");

        HttpResponse<String> answer = http.post(ALERTS, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"where\" : \"alerts[1].status\"");
        assertThat(sink.events).isEmpty();
        assertThat(sink.letters).singleElement().satisfies(letter -> {
            assertThat(letter.source()).isEqualTo("prometheus");
            assertThat(letter.head()).isEqualTo(body);
            assertThat(letter.error()).startsWith("alerts[1].status: \"odd\" is neither");
            assertThat(letter.origin()).startsWith("http/");
            assertThat(letter.at()).isEqualTo(NOW);
        });
    }

    @Test
    void shouldAskToTryAgainWhenNotEvenTheDeadLetterIsStored() {
        sink.acknowledgement = CompletableFuture.failedFuture(new IOException("broker is down"));

        assertThat(http.post(ALERTS, "nonsense").statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                             | 400 | the body is empty
            nonsense                       | 400 | not JSON (line 1, column
            {"name": "n"                   | 400 | not JSON (line 1, column
            7                              | 400 | is expected, not a number
            {"name": 7}                    | 400 | a text is expected, not a number
            {"name": "n", "labels": {"a": {}}} | 400 | a text or number is expected, not an object
            {"name": "n", "time": "9999-12-31T23:59:59Z"} | 400 | is in the future
            {"name": "n", "time": 1e99999999999} | 400 | a number beyond all measure
            """)
    void shouldRefuseWhatIsNoEvent(String body, int status, String error) {
        HttpResponse<String> answer = http.post(EVENTS + "edge", body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).contains(error);
        assertThat(sink.events).isEmpty();
    }

    @Test
    void shouldRefuseDeepNestingWithoutGoingDeep() {
        HttpResponse<String> answer = http.post(EVENTS + "edge", "[".repeat(1_000_000));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("JSON beyond the limits");
    }

    @Test
    void shouldRefuseInvalidUtf8() {
        HttpResponse<String> answer =
                http.post(EVENTS + "edge", BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xff, '"', '}'}));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid UTF-8 at byte 2");
    }

    @Test
    void shouldTakeABodyOfFiveMebibytesAndNotAByteMore() {
        byte[] most = ("{\"name\":\"n\"" + " ".repeat((5 << 20) - 12) + "}").getBytes(UTF_8);
        byte[] more = (new String(most, UTF_8) + " ").getBytes(UTF_8);
        byte[] muchMore = new byte[20 << 20];

        assertThat(http.post(EVENTS + "edge", BodyPublishers.ofByteArray(most)).statusCode())
                .isEqualTo(202);
        for (byte[] body : List.of(more, muchMore)) {
            HttpResponse<String> answer = http.post(EVENTS + "edge", BodyPublishers.ofByteArray(body));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("the body is larger than 5242880 bytes");
            HttpResponse<String> chunked =
                    http.post(EVENTS + "edge", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
            assertThat(chunked.statusCode()).isEqualTo(413);
        }
        assertThat(sink.events).hasSize(1);
    }

    /** Alertmanager does not send it again: somebody else has to see it. */
    @Test
    void shouldNoteThatARequestWasTooLarge() {
        byte[] large = new byte[(5 << 20) + 1];

        assertThat(http.post(ALERTS + "/prometheus", BodyPublishers.ofByteArray(large))
                        .statusCode())
                .isEqualTo(413);
        assertThat(sink.letters).singleElement().satisfies(letter -> {
            assertThat(letter.source()).isEqualTo("prometheus");
            assertThat(letter.error()).isEqualTo("413: the body is larger than 5242880 bytes; send several");
            assertThat(letter.at()).isEqualTo(NOW);
        });
        assertThat(METER.counted).containsExactly("too large of prometheus", "dead letter of prometheus");

        METER.counted.clear();
        sink.acknowledgement = CompletableFuture.failedFuture(new IOException("broker is down"));
        assertThat(http.post(ALERTS + "/prometheus", BodyPublishers.ofByteArray(large))
                        .statusCode())
                .as("the answer does not depend on the note")
                .isEqualTo(413);
        String alert = ALERT.substring(ALERT.indexOf("{\"status"), ALERT.lastIndexOf(']'));
        sink = new FakeSink();
        METER.counted.clear();
        assertThat(http.post(ALERTS + "/prometheus", "{\"alerts\": [" + (alert + ",").repeat(10_000) + alert + "]}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(sink.letters).as("one, and not two").hasSize(1);
        assertThat(METER.counted).containsExactly("dead letter of prometheus", "too large of prometheus");
    }

    @Test
    void shouldTakeWhatCameAndNoteWhatTheSenderHasLeftOut() {
        HttpResponse<String> answer =
                http.post(ALERTS + "/prometheus", ALERT.replace("\"truncatedAlerts\": 0", "\"truncatedAlerts\": 12"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(sink.events).hasSize(1);
        assertThat(sink.letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.error())
                        .startsWith("truncatedAlerts: the sender has left out 12 alerts, of which nothing is known"));
        assertThat(METER.counted).containsExactly("dead letter of prometheus", "12 truncated of prometheus");
    }

    @Test
    void shouldTakeTenThousandEventsAndNotOneMore() {
        String event = "{\"name\":\"n\"}";

        assertThat(http.post(EVENTS + "edge", "[" + (event + ",").repeat(9_999) + event + "]")
                        .statusCode())
                .isEqualTo(202);
        assertThat(sink.events).hasSize(10_000);
        HttpResponse<String> answer = http.post(EVENTS + "edge", "[" + (event + ",").repeat(10_000) + event + "]");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("10001 in one batch; at most 10000");
        assertThat(sink.events).hasSize(10_000);
    }

    @Test
    void shouldRefuseEncodedBodies() {
        HttpResponse<String> answer = http.post(EVENTS + "edge", "{\"name\":\"n\"}", "Content-Encoding", "br");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("Content-Encoding br is not supported");
    }

    @Test
    void shouldAnswerWhateverItIsSent() {
        Random random = new Random(5);
        for (int round = 0; round < 100; round++) {
            byte[] body = new byte[random.nextInt(300)];
            random.nextBytes(body);
            String path = random.nextBoolean() ? EVENTS + "edge" : ALERTS;
            assertThat(http.post(path, BodyPublishers.ofByteArray(body)).statusCode())
                    .isEqualTo(400);
        }
        assertThat(http.post(ALERTS, ALERT).statusCode()).isEqualTo(202);
    }

    @Test
    void shouldServeManyAtOnceLargeOnesToo() {
        String large = "{\"name\":\"n\",\"message\":\"" + "x".repeat(4 << 20) + "\"}";
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(
                    http.postAsync(EVENTS + "edge", BodyPublishers.ofString(i % 10 == 0 ? large : "{\"name\":\"n\"}")));
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(202));
        assertThat(sink.events).hasSize(100);
    }

    @Test
    void shouldNotObeyPagesOfOtherSites() {
        assertThat(http.post(EVENTS + "edge", "{\"name\":\"n\"}", "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(http.post(EVENTS + "edge", "{\"name\":\"n\"}", "Origin", "http://127.0.0.1:" + server.port())
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void shouldSayThatReceiversArePostedTo() {
        HttpResponse<String> answer = http.get(ALERTS);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).contains("\"error\"");
    }

    @Test
    void shouldNotBeKeptFromEndingByARequestUnderWay() throws IOException {
        FakeSink stuck = new FakeSink();
        stuck.acknowledgement = new CompletableFuture<>();
        Receivers receivers = new Receivers(
                () -> sources,
                stuck,
                new Authenticator(reference -> reference, null, new AccessControl(List.of())),
                () -> NOW,
                Duration.ofSeconds(60),
                LossMeter.NONE);
        HttpServer ending = HttpServer.start(HttpConfig.onLoopback(0), receivers);
        CompletableFuture<HttpResponse<String>> answer =
                new Http(client, ending.port()).postAsync(ALERTS, BodyPublishers.ofString(ALERT));
        await().until(() -> !stuck.events.isEmpty());

        assertTimeout(Duration.ofSeconds(8), ending::close);
        // no 2xx: the sender will try again
        await().until(answer::isDone);
        assertThat(answer.isCompletedExceptionally() || answer.join().statusCode() >= 500)
                .isTrue();
    }

    @Test
    void shouldSayThatThePortIsInUse() {
        assertThatThrownBy(() -> HttpServer.start(HttpConfig.onLoopback(server.port())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + server.port())
                .hasMessageContaining("set http.host and http.port");
    }

    private static SortedMap<String, Source> sources(Source... sources) {
        SortedMap<String, Source> map = new TreeMap<>();
        for (Source source : sources) {
            map.put(source.name(), source);
        }
        return map;
    }

    private static Source source(String name, SourceFormat format, Origin origin) {
        EventKind kind = format.kind() == EventKind.ALERT ? EventKind.ALERT : EventKind.EVENT;
        Source.EventMapping mapping = new Source.EventMapping(kind, "", "", "", "", "", new TreeMap<>(), List.of());
        return new Source(
                name,
                origin,
                format,
                FormatSettings.NONE,
                null,
                mapping,
                List.of(),
                Duration.ZERO,
                null,
                Labels.empty());
    }
}
