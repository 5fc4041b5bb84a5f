package dev.farrier.api.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.Http;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AllowedHosts;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.effect.PolicyEffect;
import dev.farrier.effect.RungEffect;
import dev.farrier.effect.Times;
import dev.farrier.effect.WithoutRun;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectRoutesTest {
    private static final WithoutRun NOTHING = new WithoutRun(0, 0, new Times(List.of()));
    private static final RungEffect RESTART = new RungEffect(
            "restart", 14, 12, 1, 1, 1, 0, 0, 0, new Times(List.of(Duration.ofMillis(1500), Duration.ofSeconds(90))));

    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Duration asked = Duration.ZERO;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.start(
                new HttpConfig("127.0.0.1", 0, new AllowedHosts(List.of()), new AccessControl(List.of())),
                new EffectRoutes(this::effects, Optional::empty));
    }

    private Map<String, PolicyEffect> effects(Duration window) {
        asked = window;
        return Map.of("stuck", new PolicyEffect("stuck", List.of(RESTART), NOTHING, NOTHING));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private HttpResponse<String> get(String path) {
        return new Http(client, server.port()).get(path);
    }

    @Test
    void shouldTellWhatTheRungsWereWorth() {
        HttpResponse<String> answer = get("/api/v1/policies/stuck/effect");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().replaceAll("\\s", ""))
                .contains("\"since\":\"30d\"", "\"healed\":12", "\"secondsToHeal\":{\"median\":1.5,\"p95\":90.0}");
        assertThat(asked).isEqualTo(Duration.ofDays(30));
    }

    @ParameterizedTest
    @CsvSource({
        "stuck/effect?since=12h, 200, 12h",
        "stuck/effect?since=12, 400, is not a duration",
        "stuck/effect?since=0, 400, is no time at all",
        "stuk/effect, 404, no policy 'stuk'"
    })
    void shouldAnswer(String path, int status, String expected) {
        HttpResponse<String> answer = get("/api/v1/policies/" + path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(expected);
    }
}
