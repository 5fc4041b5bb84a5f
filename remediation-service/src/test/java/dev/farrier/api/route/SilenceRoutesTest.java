package dev.farrier.api.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.Http;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Silence;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilenceRoutesTest {
    private static final Instant NOW = Instant.parse("2027-01-15T08:00:00Z");
    private static final Silence STANDING =
            new Silence("s1", "target=\"web-01\"", "ann", "disk swap", NOW.toEpochMilli(), NOW.toEpochMilli() + 60_000);

    private final Queue<OperatorInput> told = new ConcurrentLinkedQueue<>();
    private final HttpServer server = HttpServer.start(
            HttpConfig.onLoopback(0),
            new SilenceRoutes(
                    input -> {
                        told.add(input);
                        return CompletableFuture.completedFuture(null);
                    },
                    () -> List.of(STANDING),
                    InstantSource.fixed(NOW),
                    Duration.ofSeconds(5)));
    private final HttpClient client = HttpClient.newHttpClient();
    private final Http http = new Http(client, server.port());

    SilenceRoutesTest() throws IOException {}

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void shouldListThoseInForce() throws Exception {
        assertThat(http.get("/api/v1/silences").body().replaceAll("\\s", ""))
                .contains(
                        "\"id\":\"s1\"",
                        "\"matchers\":\"target=\\\"web-01\\\"\"",
                        "\"until\":\"2027-01-15T08:01:00Z\"");
    }

    @Test
    void shouldTellTheDecider() throws Exception {
        HttpResponse<String> answer = http.post(
                "/api/v1/silences",
                "{\"matchers\": [\"target=web-01\", \"risk!=harmless\"], \"for\": \"2h\", \"why\": \"disk swap\", \"by\": \"ann\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(told).singleElement().isInstanceOfSatisfying(OperatorInput.AddSilence.class, silence -> {
            assertThat(silence.matchers()).isEqualTo("target=\"web-01\",risk!=\"harmless\"");
            assertThat(silence.until()).isEqualTo(NOW.plus(Duration.ofHours(2)).toEpochMilli());
            assertThat(silence.by()).isEqualTo("ann");
            assertThat(answer.body()).contains(silence.id());
        });
    }

    @Test
    void shouldExpireOneInForce() throws Exception {
        assertThat(http.post("/api/v1/silences/s2/expire", "").statusCode()).isEqualTo(404);
        assertThat(http.post("/api/v1/silences/s1/expire", "{\"by\": \"bob\", \"why\": \"done\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(told).containsExactly(new OperatorInput.ExpireSilence("s1", "bob", "done"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"for": "2h", "why": "x"}                                                      | a matcher is missing
            {"matchers": ["host=a"], "for": "2h", "why": "x"}                              | no incident has 'host'
            {"matchers": ["policy=~.+"], "for": "2h", "why": "x"}                          | select everything
            {"matchers": ["target=a"], "why": "x"}                                         | write either for or until
            {"matchers": ["target=a"], "for": "2h", "until": "2027-01-15T09:00:00Z"}       | write either for or until
            {"matchers": ["target=a"], "for": "31d", "why": "x"}                           | longer than 30 days
            {"matchers": ["target=a"], "until": "2027-01-15T08:00:00Z", "why": "x"}        | have ended already
            {"matchers": ["target=a"], "until": "tomorrow", "why": "x"}                    | 'tomorrow' is no time
            {"matchers": ["target=a"], "for": "soon", "why": "x"}                          | soon
            {"matchers": ["target=a"], "for": "2h"}                                        | it is missing: say why
            {"matchers": "target=a", "for": "2h", "why": "x"}                              | is expected
            {"matcher": ["target=a"], "for": "2h", "why": "x"}                             | unknown key 'matcher'
            {nonsense                                                                      | not JSON
            null                                                                           | is expected
            """)
    void shouldRefuseWhatIsNotSaidClearly(String body, String problem) throws Exception {
        HttpResponse<String> answer = http.post("/api/v1/silences", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(problem);
        assertThat(told).isEmpty();
    }
}
