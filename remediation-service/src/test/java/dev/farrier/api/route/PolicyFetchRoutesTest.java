package dev.farrier.api.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.Http;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AccessRole;
import dev.farrier.api.access.AllowedHosts;
import dev.farrier.api.access.ApiToken;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks as GitHub, GitLab and Gitea send them. The signature is that of GitHub's documentation. */
class PolicyFetchRoutesTest {
    private static final String SECRET = "It's a Secret to Everybody";
    private static final String BODY = "Hello, World!";
    private static final String SIGNATURE = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private final AtomicInteger fetches = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Instant now = Instant.EPOCH;
    private volatile boolean missing;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        AccessControl access = new AccessControl(List.of(
                new ApiToken("ann", Set.of(AccessRole.OPERATOR), "s3cret"),
                new ApiToken("wall", Set.of(AccessRole.VIEWER), "v1ew")));
        server = HttpServer.start(
                new HttpConfig("127.0.0.1", 0, new AllowedHosts(List.of()), access),
                new PolicyFetchRoutes(this::secret, access, fetches::incrementAndGet, () -> now));
    }

    private String secret() {
        if (missing) {
            throw new IllegalArgumentException("file:/x can't be read");
        }
        return SECRET;
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @ParameterizedTest
    @CsvSource({
        "X-Hub-Signature-256, sha256=" + SIGNATURE + ", 202",
        "X-Gitea-Signature, " + SIGNATURE + ", 202",
        "X-Gogs-Signature, " + SIGNATURE + ", 202",
        "X-Gitlab-Token, It's a Secret to Everybody, 202",
        "Authorization, Bearer s3cret, 202",
        "X-Hub-Signature-256, sha256=" + SIGNATURE + "00, 403",
        "X-Hub-Signature-256, sha256=757107, 403",
        "X-Hub-Signature-256, nonsense, 403",
        "X-Hub-Signature-256, '', 403",
        "X-Gitlab-Token, another, 403",
        "X-Gitlab-Token, '', 403",
        "Authorization, Bearer v1ew, 403",
        "Authorization, Bearer wrong, 401",
        "X-Nothing, x, 401"
    })
    void shouldFetchForWhoKnowsTheSecret(String header, String value, int status) {
        assertThat(post(BODY, header, value).statusCode()).isEqualTo(status);
        assertThat(fetches).hasValue(status == 202 ? 1 : 0);
    }

    @Test
    void shouldCheckTheWholeBody() {
        assertThat(post(BODY + "!", "X-Hub-Signature-256", "sha256=" + SIGNATURE)
                        .statusCode())
                .isEqualTo(403);
        // a wrong signature is not made right by a token beside it
        assertThat(post(BODY, "X-Hub-Signature-256", "sha256=00", "X-Gitlab-Token", SECRET)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldTakeOnlySoManyAMinute() {
        for (int i = 0; i < 30; i++) {
            assertThat(post(BODY, "X-Gitlab-Token", SECRET).statusCode()).isEqualTo(202);
        }
        HttpResponse<String> refused = post(BODY, "X-Gitlab-Token", SECRET);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(fetches).hasValue(30);
        now = now.plusSeconds(60);
        assertThat(post(BODY, "X-Gitlab-Token", SECRET).statusCode()).isEqualTo(202);
    }

    @Test
    void shouldTakeNothingWhileItsSecretIsMissing() {
        missing = true;
        assertThat(post(BODY, "X-Gitlab-Token", SECRET).statusCode()).isEqualTo(503);
        assertThat(post(BODY, "Authorization", "Bearer s3cret").statusCode()).isEqualTo(202);
    }

    private HttpResponse<String> post(String body, String... headers) {
        return new Http(client, server.port()).post("/api/v1/policies/fetch", body, headers);
    }
}
