package dev.farrier.api.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.Http;
import dev.farrier.api.SlowSender;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.route.IncidentStore;
import dev.farrier.api.route.OperatorRoutes;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.StandingHalt;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.Compile;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sends slowly, known or not, holds up nobody else and is cut off. */
class SlowSendersTest {
    private static final SortedMap<String, Source> SOURCES = Compile.bundle(
                    source("open", ""),
                    source("signed", ", authentication: {hmac: {secret: env:S, header: X-Sig}}"),
                    source("token", ", authentication: {bearerToken: env:TOKEN}"))
            .sources();

    private final FakeSink sink = new FakeSink();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private Http http;

    private static String source(String name, String more) {
        return "kind: Source\nmetadata: {name: " + name + "}\nspec: {receiver: events" + more + "}";
    }

    @BeforeEach
    void start() throws IOException {
        AccessControl access = new AccessControl(List.of());
        server = HttpServer.start(
                HttpConfig.onLoopback(0),
                new Receivers(
                        () -> Optional.of(SOURCES),
                        sink,
                        new Authenticator(Map.of("env:S", "s", "env:TOKEN", "t")::get, null, access),
                        System::currentTimeMillis,
                        Duration.ofSeconds(9),
                        LossMeter.NONE),
                new OperatorRoutes(
                        input -> CompletableFuture.completedFuture(null),
                        new None(),
                        Optional::empty,
                        Duration.ofSeconds(9)));
        http = new Http(client, server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** Ways in which clients, and tools such as slowhttptest, are slow with a body. */
    @Test
    void shouldCutOffWhoSendsTooSlowlyInWhateverWay() throws IOException {
        String events = "POST /api/v1/receivers/events/";
        List<SlowSender> slow = new ArrayList<>();
        for (String head : List.of(
                events + "open HTTP/1.1\nTransfer-Encoding: chunked",
                events + "open HTTP/1.1\nContent-Length: 5242880",
                events + "open HTTP/1.1\nContent-Length: 99999999",
                events + "open HTTP/1.1\nTransfer-Encoding: chunked\nContent-Encoding: gzip",
                events + "signed HTTP/1.1\nTransfer-Encoding: chunked\nX-Sig: 00",
                events + "token HTTP/1.1\nTransfer-Encoding: chunked\nAuthorization: Bearer t",
                "POST /api/v1/halt HTTP/1.1\nTransfer-Encoding: chunked")) {
            slow.add(SlowSender.silent(server.port(), head));
            slow.add(SlowSender.trickling(server.port(), head));
        }

        assertThat(slow)
                .allSatisfy(sender -> assertThat(sender.answer().join())
                        .as(sender.toString())
                        .startsWith("HTTP/1.1 408 ")
                        .contains("Connection: close", "less than 1000 bytes a second for 10 s"));
        assertThat(sink.events).isEmpty();
    }

    @Test
    void shouldServeOthersMeanwhile() throws IOException {
        String large = "{\"name\":\"n\",\"message\":\"" + "x".repeat(4 << 20) + "\"}";
        List<SlowSender> slow = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            slow.add(SlowSender.trickling(
                    server.port(),
                    "POST /api/v1/receivers/events/" + (i % 2 == 0 ? "open" : "signed")
                            + " HTTP/1.1\nX-Sig: 00\nContent-Length: 5242880"));
        }

        assertThat(http.post("/api/v1/receivers/events/open", "{\"name\":\"n\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(http.post("/api/v1/receivers/events/open", large).statusCode())
                .isEqualTo(202);
        assertThat(http.post("/api/v1/halt", "").statusCode()).isEqualTo(202);
        assertThat(slow)
                .as("they have just begun")
                .noneMatch(sender -> sender.answer().isDone());
        for (SlowSender sender : slow) {
            sender.close();
        }
    }

    /** Six that send nearly all of the largest body at once, and then the rest byte by byte, used to be enough. */
    @Test
    void shouldServeOthersAlsoWhenAllMemoryIsHeld() throws IOException {
        byte[] most = " ".repeat((5 << 20) - 20_000).getBytes(UTF_8);
        List<SlowSender> slow = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SlowSender sender = SlowSender.trickling(
                    server.port(), "POST /api/v1/receivers/events/open HTTP/1.1\nContent-Length: 5242880");
            slow.add(sender);
            try {
                sender.sendAll(most);
            } catch (IOException e) {
                // it had to give way to the others
            }
        }

        for (int i = 0; i < 20; i++) {
            assertThat(http.post(
                                    "/api/v1/receivers/events/token",
                                    "{\"name\":\"n\",\"message\":\"" + "x".repeat(1 << 20) + "\"}",
                                    "Authorization",
                                    "Bearer t")
                            .statusCode())
                    .isEqualTo(202);
        }
        for (SlowSender sender : slow) {
            sender.close();
        }
    }

    private static final class None implements IncidentStore {
        @Override
        public Collection<Incident> all() {
            return List.of();
        }

        @Override
        public Optional<Incident> byId(String id) {
            return Optional.empty();
        }

        @Override
        public Optional<List<StandingHalt>> halts() {
            return Optional.of(List.of());
        }

        @Override
        public List<AuditRecord> audit(String id) {
            return List.of();
        }
    }
}
