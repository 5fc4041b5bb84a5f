package dev.farrier.api.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.Http;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AccessRole;
import dev.farrier.api.access.AllowedHosts;
import dev.farrier.api.access.ApiToken;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.model.StandingHalt;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalRoutesTest {
    private static final List<ApiToken> TOKENS = List.of(
            new ApiToken("ann", Set.of(AccessRole.APPROVER), "a-ann"),
            new ApiToken("bob", Set.of(AccessRole.APPROVER), "a-bob"),
            new ApiToken(AccessControl.SHARED, Set.of(AccessRole.OPERATOR), "shared"));

    private final Queue<OperatorInput> told = new ConcurrentLinkedQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AccessControl access = new AccessControl(TOKENS);
    private final HttpServer server = HttpServer.start(
            new HttpConfig("127.0.0.1", 0, new AllowedHosts(List.of()), access),
            new ApprovalRoutes(
                    input -> {
                        told.add(input);
                        return CompletableFuture.completedFuture(null);
                    },
                    new Store(),
                    Optional::empty,
                    access,
                    Duration.ofSeconds(5)));
    private final Http http = new Http(client, server.port());

    ApprovalRoutesTest() throws IOException {}

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void shouldTellTheDeciderWhoseAnswerItIs() {
        assertThat(http.post(
                                "/api/v1/incidents/asks/approve",
                                "{\"why\": \"hangs\", \"rung\": \"reboot\"}",
                                "Authorization",
                                "Bearer a-ann")
                        .statusCode())
                .isEqualTo(202);
        assertThat(http.post("/api/v1/incidents/asks/reject", "{\"rung\": \"reboot\"}", "Authorization", "Bearer a-ann")
                        .statusCode())
                .isEqualTo(202);
        assertThat(told)
                .containsExactly(
                        new OperatorInput.AnswerApproval("asks", "reboot", true, "ann", List.of("approver"), "hangs"),
                        new OperatorInput.AnswerApproval("asks", "reboot", false, "ann", List.of("approver"), ""));
    }

    @ParameterizedTest(name = "[{index}] {0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "asks  | a-bob  | {\"rung\": \"reboot\"} | 409 | bob has said yes already",
                "asks  | a-ann  | {} | 400 | write the rung that you mean: it asks about 'reboot'",
                "asks  | a-ann  | {\"rung\": \"replace\"}| 409 | it asks about rung 'reboot' now",
                "asks  | a-ann  | {\"by\": \"eve\"}      | 400 | unknown key 'by'",
                "asks  | a-ann  | [                      | 400 | is expected",
                "asks  | shared | {}                     | 403 | http.token is nobody's own",
                "asks  | wrong  | {}                     | 401 | http.tokens",
                "rests | a-ann  | {}                     | 409 | asks nobody: it is deferred, cooldown",
                "gone  | a-ann  | {}                     | 404 | no incident 'gone'"
            })
    void shouldRefuseWhatDoesNotCount(String incident, String secret, String body, int status, String why) {
        var answer = http.post("/api/v1/incidents/" + incident + "/approve", body, "Authorization", "Bearer " + secret);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(why);
        assertThat(told).isEmpty();
    }

    @Test
    void shouldHearNobodyWithoutTokens() throws IOException {
        AccessControl open = new AccessControl(List.of());
        try (HttpServer unguarded = HttpServer.start(
                new HttpConfig("127.0.0.1", 0, new AllowedHosts(List.of()), open),
                new ApprovalRoutes(
                        input -> CompletableFuture.completedFuture(null),
                        new Store(),
                        Optional::empty,
                        open,
                        Duration.ofSeconds(5)))) {
            var answer = new Http(client, unguarded.port()).post("/api/v1/incidents/asks/approve", "{}");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("configure some");
        }
    }

    private static final class Store implements IncidentStore {
        private final Incident asks = OperatorRoutesTest.incident(
                        "asks", IncidentState.AWAITING_APPROVAL, Reason.AWAITING_APPROVAL, 1_000)
                .withApproval(new ApprovalRequest("reboot", 1_000, 9_000, List.of("bob"), 0, "", 0, false));
        private final Incident rests =
                OperatorRoutesTest.incident("rests", IncidentState.DEFERRED, Reason.COOLDOWN, 1_000);

        @Override
        public Collection<Incident> all() {
            return List.of(asks, rests);
        }

        @Override
        public Optional<Incident> byId(String id) {
            return all().stream().filter(incident -> incident.id().equals(id)).findFirst();
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
