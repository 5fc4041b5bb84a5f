package dev.farrier.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.RawHttp;
import dev.farrier.api.route.HealthRoutes;
import dev.farrier.api.route.IncidentRoutes;
import dev.farrier.api.route.NoIncidents;
import dev.farrier.api.route.OperatorRoutes;
import dev.farrier.model.OperatorInput;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page whose host's name leads to 127.0.0.1 asks as a browser would: with that name as Host, and as Origin. */
class DnsRebindingTest {
    private final AtomicInteger reached = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Function<OperatorInput, CompletionStage<Void>> operators = input -> {
            reached.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        };
        HealthRoutes health = new HealthRoutes(
                () -> {
                    reached.incrementAndGet();
                    return List.of();
                },
                () -> {
                    reached.incrementAndGet();
                    return "";
                });
        server = HttpServer.start(
                HttpConfig.onLoopback(0),
                health,
                new OperatorRoutes(operators, new NoIncidents(reached), Optional::empty, Duration.ofSeconds(1)),
                new IncidentRoutes(new NoIncidents(reached), List::of, InstantSource.system()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz",
                "GET /readyz",
                "GET /metrics",
                "GET /api/v1/incidents",
                "GET /api/v1/incidents/x",
                "HEAD /api/v1/incidents",
                "POST /api/v1/halt",
                "POST /api/v1/resume",
                "POST /api/v1/incidents/x/cancel",
                "OPTIONS /api/v1/halt"
            })
    void shouldReachNoRouteUnderANameOfItsOwn(String request) throws IOException {
        String answer = RawHttp.ask(server.port(), request + """
                 HTTP/1.1
                Host: evil.example:%1$d
                Origin: http://evil.example:%1$d
                Content-Length: 0
                Connection: close""".formatted(server.port()));

        assertThat(answer).startsWith("HTTP/1.1 421 ");
        if (!request.startsWith("HEAD")) {
            assertThat(answer).contains("'evil.example:" + server.port() + "' is no name of this server", "http.hosts");
        }
        assertThat(reached).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://evil.example/api/v1/incidents HTTP/1.1\nHost: localhost",
                "GET http://localhost/api/v1/incidents HTTP/1.1\nHost: evil.example",
                "GET /api/v1/incidents HTTP/1.1\nHost: localhost\nHost: evil.example",
                "GET /api/v1/incidents HTTP/1.1\nHost: evil.example\nHost: localhost",
                "GET /api/v1/incidents HTTP/1.1",
                "GET /api/v1/incidents HTTP/1.1\nHost:",
                "GET /api/v1/incidents HTTP/1.0\nHost: evil.example",
                "GET /api/v1/incidents HTTP/1.1\nHost: evil.example\nX-Forwarded-Host: localhost",
                "GET /api/v1/incidents HTTP/1.1\nHost: evil.example\nForwarded: host=localhost",
                "GET //evil.example/api/v1/incidents HTTP/1.1\nHost: evil.example"
            })
    void shouldNotBeDeceivedAboutTheName(String head) throws IOException {
        String answer = RawHttp.ask(server.port(), head + "\nConnection: close");

        assertThat(answer).matches("(?s)HTTP/1.1 4(00|21) .*");
        assertThat(reached).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/incidents HTTP/1.1\nHost: localhost:8460",
                "GET /api/v1/incidents HTTP/1.1\nhost: LocalHost.",
                "GET /api/v1/incidents HTTP/1.1\nHost: [::1]:8460",
                "GET http://127.0.0.1:8460/api/v1/incidents HTTP/1.1\nHost: 127.0.0.1:8460"
            })
    void shouldAnswerUnderItsOwnNames(String head) throws IOException {
        assertThat(RawHttp.ask(server.port(), head + "\nConnection: close")).startsWith("HTTP/1.1 200 ");
        assertThat(reached).hasPositiveValue();
    }

    /** HAProxy's {@code option httpchk} speaks HTTP/1.0 without a Host. */
    @Test
    void shouldAnswerALoadBalancersCheck() throws IOException {
        assertThat(RawHttp.ask(server.port(), "GET /readyz HTTP/1.0")).contains(" 200 ");
        assertThat(reached).hasValue(1);
    }
}
