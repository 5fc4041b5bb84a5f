package dev.farrier.api.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.api.Http;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AccessRole;
import dev.farrier.api.access.AllowedHosts;
import dev.farrier.api.access.ApiToken;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Detection;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.simulation.AssumedDeployment;
import dev.farrier.view.Executors;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people ask and tell: incidents, halt, resume, cancel. */
class OperatorRoutesTest {
    private static final List<OperatorInput> TOLD = new CopyOnWriteArrayList<>();
    private static volatile CompletableFuture<Void> acknowledgement;
    private static volatile Optional<List<StandingHalt>> halts = Optional.of(List.of());
    private static final List<Incident> INCIDENTS = List.of(
            incident("bridge-stuck-1", IncidentState.RESOLVED, Reason.VERIFIED, 1_000),
            incident("bridge-stuck-2", IncidentState.REMEDIATING, Reason.DETECTED, 3_000),
            incident("bridge-stuck-3", IncidentState.DEFERRED, Reason.TARGET_BUSY, 2_000));

    private static volatile Optional<Bundle> inForce = Optional.empty();

    private static HttpServer open;
    private static HttpServer guarded;
    private static HttpClient client;

    @BeforeAll
    static void start() throws IOException {
        IncidentStore incidents = new FakeIncidents();
        Function<OperatorInput, CompletionStage<Void>> operators = input -> {
            TOLD.add(input);
            return acknowledgement;
        };
        Duration second = Duration.ofSeconds(1);
        open = HttpServer.start(
                HttpConfig.onLoopback(0),
                new OperatorRoutes(operators, incidents, () -> inForce, second),
                new IncidentRoutes(incidents, List::of, InstantSource.fixed(Instant.ofEpochMilli(20_000))),
                new ExecutorRoutes(() -> Executors.of(
                        List.of(new Executors.LatestReport("s1", AssumedDeployment.worker("s1"), 5_000)),
                        List.of(),
                        20_000)));
        guarded = HttpServer.start(
                new HttpConfig(
                        "127.0.0.1",
                        0,
                        new AllowedHosts(List.of()),
                        new AccessControl(List.of(
                                new ApiToken("ann", Set.of(AccessRole.OPERATOR), "s3cret"),
                                new ApiToken("wall", Set.of(AccessRole.VIEWER), "v1ew"),
                                new ApiToken("boss", Set.of(AccessRole.APPROVER), "appr0ve"),
                                new ApiToken("both", Set.of(AccessRole.OPERATOR, AccessRole.APPROVER), "b0th")))),
                new OperatorRoutes(operators, incidents, () -> inForce, second),
                new IncidentRoutes(incidents, List::of, InstantSource.fixed(Instant.ofEpochMilli(20_000))),
                new HealthRoutes(List::of, () -> "numbers"),
                routes -> routes.post("/api/v1/new", ctx -> JsonResponse.send(ctx, 202, List.of())));
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        open.close();
        guarded.close();
    }

    @BeforeEach
    void setUp() {
        TOLD.clear();
        acknowledgement = CompletableFuture.completedFuture(null);
        halts = Optional.of(List.of());
        inForce = Optional.empty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "retry", "pause", "resume"})
    void shouldRefuseWhatIsAboutAnIncidentThatIsOver(String what) {
        HttpResponse<String> answer = open().post("/api/v1/incidents/bridge-stuck-1/" + what, "");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("incident 'bridge-stuck-1' is resolved already");
        assertThat(TOLD).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        /api/v1/halt                            | {"policy":"bridge-stuk"} | no policy bridge-stuk: did you mean 'bridge-stuck'?
        /api/v1/halt                            | {"policy":"bridge-stuck"}|
        /api/v1/halt                            | {"target":"mb-2"}        | no target mb-2
        /api/v1/halt                            | {"target":"mb-1"}        |
        /api/v1/halt                            | {"site":"us"}            | no site us
        /api/v1/halt                            | {"site":"eu"}            |
        /api/v1/halt                            | {}                       |
        /api/v1/resume                          | {"policy":"bridge-stuk"} | no policy bridge-stuk
        /api/v1/policies/bridge-stuk/acknowledge| {"why":"mended"}         | no policy bridge-stuk
        """)
    void shouldDoWhatNamesSomethingUnknownAndWarn(String path, String body, String warning) {
        inForce = Optional.of(bundle());
        HttpResponse<String> answer = open().post(path, body);
        assertThat(answer.statusCode()).isEqualTo(202);
        if (warning == null) {
            assertThat(answer.body()).doesNotContain("warning");
        } else {
            assertThat(answer.body()).contains("\"warning\" : \"the policies in force have " + warning);
        }
        assertThat(TOLD).hasSize(1);
    }

    @Test
    void shouldRefuseARetryFromARungThatThePolicyDoesNotHave() {
        inForce = Optional.of(bundle());
        HttpResponse<String> answer = open().post("/api/v1/incidents/bridge-stuck-2/retry", "{\"from\":\"replce\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("no rung 'replce': did you mean 'replace'?");
        assertThat(open().post("/api/v1/incidents/bridge-stuck-2/retry", "{\"from\":\"replace\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(TOLD).hasSize(1);
    }

    private static Bundle bundle() {
        return Objects.requireNonNull(PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", """
            kind: Source
            metadata: {name: logs}
            spec: {topic: logs, event: {labels: [host]}, liveness: {expectEvery: 1m}}
            ---
            kind: Action
            metadata: {name: act}
            spec: {process: {argv: ['true']}}
            ---
            kind: Inventory
            metadata: {name: edge}
            spec: {resources: [{name: mb-1, site: eu, address: 10.0.0.1}]}
            ---
            kind: RemediationPolicy
            metadata: {name: bridge-stuck}
            spec:
              match: [{name: stuck, sources: [logs], matchers: ['host!=""']}]
              detect: {each: {of: stuck}, groupBy: [host]}
              clears: {quietFor: 1m}
              target: {resource: '{group.host}'}
              remediate:
                - {name: restart, steps: [{action: act}], verify: {within: 10m}}
                - {name: replace, steps: [{action: act}], verify: {within: 10m}}
              escalate: [{action: act}]
            """)), "c1")
                .bundle());
    }

    @Test
    void shouldHaltAndResumeOneSitePolicyOrTarget() {
        assertThat(open().post("/api/v1/halt", "{\"by\":\"ann\",\"site\":\"eu\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(open().post("/api/v1/resume", "{\"by\":\"ann\",\"policy\":\"stuck\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(TOLD)
                .containsExactly(
                        new OperatorInput.Halt(new HaltScope(ScopeKind.SITE, "eu"), "ann", ""),
                        new OperatorInput.Halt(false, "ann", "", 0, new HaltScope(ScopeKind.POLICY, "stuck"), true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        /api/v1/halt                            | {"site":"eu","policy":"stuck"}   | only one of
        /api/v1/halt                            | {"site":" "}                     | an empty name selects nothing
        /api/v1/halt                            | {"target":"a","calls":true}      | only be stopped everywhere
        /api/v1/resume                          | {"site":"eu","target":"a"}       | only one of
        /api/v1/incidents/bridge-stuck-2/cancel | {"site":"eu"}                    | only halt and resume
        """)
    void shouldRefuseAScopeThatIsNone(String path, String body, String problem) {
        HttpResponse<String> answer = open().post(path, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(problem);
        assertThat(TOLD).isEmpty();
    }

    @Test
    void shouldSayWhatIsHaltedAboveTheIncidents() {
        halts = Optional.of(
                List.of(new StandingHalt(new HaltScope(ScopeKind.SITE, "eu"), false, "ann", "network", 5_000)));
        assertThat(open().get("/api/v1/incidents").body())
                .contains("\"notices\" : [ \"HALTED site eu: by ann: network, for 15 s\" ]")
                .contains("\"scope\" : \"site\"", "\"name\" : \"eu\"", "\"since\" : \"1970-01-01T00:00:05Z\"");
        halts = Optional.empty();
        assertThat(open().get("/api/v1/incidents").body()).contains("that is not known");
    }

    @Test
    void shouldPassOnWhatPeopleWant() {
        assertThat(open().post("/api/v1/halt", "{\"by\":\"ann\",\"why\":\"network works\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(open().post("/api/v1/resume", "").statusCode()).isEqualTo(202);
        assertThat(open().post("/api/v1/incidents/bridge-stuck-2/cancel", "{\"by\":\"bob\"}")
                        .statusCode())
                .isEqualTo(202);

        assertThat(TOLD)
                .containsExactly(
                        new OperatorInput.Halt("ann", "network works"),
                        new OperatorInput.Resume("api", ""),
                        new OperatorInput.CancelIncident("bridge-stuck-2", "bob", ""));
    }

    /** The same orders as on the command line; a token's owner who acts for another has not said why either. */
    @ParameterizedTest
    @CsvSource({
        "/api/v1/halt, false",
        "/api/v1/resume, false",
        "/api/v1/policies/stuck/acknowledge, true",
        "/api/v1/breakers/fleet/acknowledge, true",
        "/api/v1/incidents/bridge-stuck-2/cancel, false",
        "/api/v1/incidents/bridge-stuck-2/retry, false",
        "/api/v1/incidents/bridge-stuck-2/pause, false",
        "/api/v1/incidents/bridge-stuck-2/resume, false"
    })
    void shouldAskForAReasonWhereTheCommandLineDoes(String path, boolean required) {
        Http byToken = new Http(client, guarded.port());
        for (String body : List.of("", "{}", "{\"by\":\"bob\"}", "{\"by\":\"bob\",\"why\":\" \"}")) {
            for (HttpResponse<String> answer :
                    List.of(open().post(path, body), byToken.post(path, body, "Authorization", "Bearer s3cret"))) {
                assertThat(answer.statusCode()).as(body).isEqualTo(required ? 400 : 202);
                if (required) {
                    assertThat(answer.body()).contains("\"where\" : \"why\"", "it is missing: send {\\\"why\\\": ");
                }
            }
        }
        assertThat(TOLD).hasSize(required ? 0 : 8);

        String withReason = "{\"by\":\"bob\",\"why\":\"mended\"}";
        assertThat(open().post(path, withReason).statusCode()).isEqualTo(202);
        assertThat(byToken.post(path, withReason, "Authorization", "Bearer s3cret")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void shouldPassOnWhatPeopleAcknowledge() {
        open().post("/api/v1/policies/stuck/acknowledge", "{\"why\":\"the unit file was wrong\",\"by\":\"ann\"}");
        open().post("/api/v1/breakers/fleet/acknowledge", "{\"why\":\"switch replaced\",\"by\":\"ann\"}");

        assertThat(TOLD)
                .containsExactly(
                        new OperatorInput.Acknowledge("stuck", "ann", "the unit file was wrong"),
                        new OperatorInput.AcknowledgeStorm("fleet", "ann", "switch replaced"));
    }

    @Test
    void shouldHaltCallsOnlyWhenThatIsSaid() {
        assertThat(open().post("/api/v1/halt", "{\"calls\":true,\"by\":\"ann\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(open().post("/api/v1/halt", "{\"calls\":false}").statusCode())
                .isEqualTo(202);
        assertThat(open().post("/api/v1/halt", "{\"calls\":\"perhaps\"}").statusCode())
                .isEqualTo(400);
        assertThat(open().post("/api/v1/resume", "{\"calls\":true}").statusCode())
                .isEqualTo(400);

        assertThat(TOLD)
                .containsExactly(new OperatorInput.Halt(true, "ann", ""), new OperatorInput.Halt(false, "api", ""));
    }

    @Test
    void shouldListExecutors() {
        HttpResponse<String> answer = open().get("/api/v1/executors");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"site\" : \"s1\"", "\"silent\" : true", "\"heardSecondsAgo\" : 15");
    }

    @Test
    void shouldSayWhenItIsNotStored() {
        acknowledgement = CompletableFuture.failedFuture(new IOException("broker is down"));

        assertThat(open().post("/api/v1/halt", "").statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        nonsense           | 400 | not JSON
        {"targt":"mb-01"}  | 400 | unknown key 'targt': did you mean 'target'?
        {"target":["a"]}   | 400 | all other values texts
        {"calls":"yes"}    | 400 | calls and untilResolved are true or false
        []                 | 400 | an object
        null               | 400 | an object
        {"who":"ann"}      | 400 | unknown key 'who'
        {"by":"a"} {}      | 400 | an object
        """)
    void shouldRefuseWhatItDoesNotUnderstand(String body, int status, String error) {
        HttpResponse<String> answer = open().post("/api/v1/halt", body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(error);
        assertThat(TOLD).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/incidents/bridge-stuck-2/retry, from, ''",
        "/api/v1/incidents/bridge-stuck-2/retry, from, ' '",
        "/api/v1/halt, target, ''"
    })
    void shouldRefuseANameThatAScriptHasLeftEmpty(String path, String key, String name) {
        HttpResponse<String> answer = open().post(path, "{\"" + key + "\":\"" + name + "\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("empty", "\"where\" : \"" + key);
        assertThat(TOLD).isEmpty();
    }

    @Test
    void shouldRefuseToAcknowledgeWhatHasNoName() {
        assertThat(open().post("/api/v1/policies/%20/acknowledge", "{\"why\":\"x\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(open().post("/api/v1/breakers/" + "x".repeat(1001) + "/acknowledge", "{\"why\":\"x\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(TOLD).isEmpty();
    }

    @Test
    void shouldRefuseALongReason() {
        HttpResponse<String> answer = open().post("/api/v1/halt", "{\"why\":\"" + "x".repeat(1001) + "\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"where\" : \"why\"");
    }

    @Test
    void shouldNotCancelAnIncidentThatThereIsNot() {
        assertThat(open().post("/api/v1/incidents/other/cancel", "").statusCode())
                .isEqualTo(404);
        assertThat(TOLD).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer s3cret, 202",
        "bearer s3cret, 202",
        "Bearer s3cre, 401",
        "Bearer s3crett, 401",
        "Bearer, 401",
        "Basic s3cret, 401",
        "s3cret, 401",
        "Bearer S3CRET, 401"
    })
    void shouldObeyTheTokenOnly(String authorization, int status) {
        HttpResponse<String> answer =
                new Http(client, guarded.port()).post("/api/v1/halt", "", "Authorization", authorization);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(TOLD).hasSize(status == 202 ? 1 : 0);
        assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(status == 401);
    }

    @Test
    void shouldNotObeyWithoutTheToken() {
        Http http = new Http(client, guarded.port());

        assertThat(http.post("/api/v1/halt", "").statusCode()).isEqualTo(401);
        assertThat(http.post("/api/v1/resume", "").statusCode()).isEqualTo(401);
        assertThat(http.post("/api/v1/incidents/bridge-stuck-2/cancel", "").statusCode())
                .isEqualTo(401);
        assertThat(TOLD).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /api/v1/incidents, s3cret, 200",
        "GET,  /api/v1/incidents, v1ew, 200",
        "GET,  /api/v1/incidents, appr0ve, 200",
        "GET,  /api/v1/incidents, none, 401",
        "GET,  /api/v1/incidents/bridge-stuck-2, none, 401",
        "POST, /api/v1/halt, v1ew, 403",
        "POST, /api/v1/halt, appr0ve, 403",
        "POST, /api/v1/halt, b0th, 202",
        "POST, /api/v1/resume, v1ew, 403",
        "POST, /api/v1/incidents/bridge-stuck-2/cancel, v1ew, 403",
        "POST, /api/v1/incidents/bridge-stuck-2/cancel, s3cret, 202",
        "POST, /api/v1/new, none, 401",
        "POST, /api/v1/new, v1ew, 403",
        "POST, /api/v1/new, s3cret, 202",
        "GET,  /healthz, none, 200",
        "GET,  /readyz, none, 200",
        "GET,  /metrics, none, 200"
    })
    void shouldLetEachRoleDoWhatItIsForAlsoOnRoutesToCome(String method, String path, String token, int status) {
        Http http = new Http(client, guarded.port());
        String authorization = "Bearer " + token;

        HttpResponse<String> answer = method.equals("GET")
                ? http.get(path, "Authorization", authorization)
                : http.post(path, "", "Authorization", authorization);

        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void shouldTellWhoseTokenItWasWhateverTheBodySays() {
        Http http = new Http(client, guarded.port());
        http.post("/api/v1/halt", "", "Authorization", "Bearer s3cret");
        http.post("/api/v1/halt", "{\"by\":\"ann\",\"why\":\"works\"}", "Authorization", "Bearer s3cret");
        http.post("/api/v1/resume", "{\"by\":\"bob\",\"why\":\"over\"}", "Authorization", "Bearer b0th");
        http.post("/api/v1/incidents/bridge-stuck-2/cancel", "{\"by\":\"bob\"}", "Authorization", "Bearer s3cret");

        assertThat(TOLD)
                .containsExactly(
                        new OperatorInput.Halt("ann", ""),
                        new OperatorInput.Halt("ann", "works"),
                        new OperatorInput.Resume("both", "over (for bob)"),
                        new OperatorInput.CancelIncident("bridge-stuck-2", "ann", "(for bob)"));
    }

    @Test
    void shouldRefuseTokensThatNobodyCouldTellApart() {
        ApiToken ann = new ApiToken("ann", Set.of(AccessRole.OPERATOR), "s3cret");

        assertThatThrownBy(() ->
                        new AccessControl(List.of(ann, new ApiToken("ann", Set.of(AccessRole.VIEWER), "other"))))
                .hasMessage("two tokens are named ann");
        assertThatThrownBy(() ->
                        new AccessControl(List.of(ann, new ApiToken("bob", Set.of(AccessRole.VIEWER), "s3cret"))))
                .hasMessageContaining("bob")
                .hasMessageNotContaining("s3cret");
        assertThat(ann).asString().doesNotContain("s3cret");
    }

    /** A proxy on this machine makes everybody look local. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"})
    void shouldNotTakeWhoComesThroughAProxyForSomebodyOnThisMachine(String header) {
        HttpResponse<String> answer = open().post("/api/v1/halt", "", header, "203.0.113.9");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("http.tokens");
        assertThat(TOLD).isEmpty();
        assertThat(open().get("/api/v1/incidents", header, "203.0.113.9").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "127.9.9.9, true", "::1, true", "[::1], true", "10.0.0.1, false", "::, false"})
    void shouldKnowWhoIsOnThisMachine(String address, boolean here) {
        assertThat(AccessControl.fromThisMachine(address)).isEqualTo(here);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /api/v1/incidents                     | bridge-stuck-2 bridge-stuck-3 bridge-stuck-1
        /api/v1/incidents?state=open          | bridge-stuck-2 bridge-stuck-3
        /api/v1/incidents?state=over          | bridge-stuck-1
        /api/v1/incidents?state=deferred      | bridge-stuck-3
        /api/v1/incidents?state=all&limit=1   | bridge-stuck-2
        /api/v1/incidents?state=escalated     | ''
        """)
    void shouldListIncidentsNewestFirst(String path, String ids) {
        HttpResponse<String> answer = open().get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()
                        .lines()
                        .filter(line -> line.contains("\"id\""))
                        .map(line -> line.replaceAll(".*: \"|\",", "")))
                .containsExactly(ids.isEmpty() ? new String[0] : ids.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/incidents?state=odd, 400, state",
        "/api/v1/incidents?limit=0, 400, limit",
        "/api/v1/incidents?limit=1001, 400, limit",
        "/api/v1/incidents?limit=x, 400, limit",
        "/api/v1/incidents/other, 404, id"
    })
    void shouldSayWhatIsWrongWithAQuestion(String path, int status, String where) {
        HttpResponse<String> answer = open().get(path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"where\" : \"" + where + "\"");
    }

    @Test
    void shouldTellAnIncidentsWholeStory() {
        String story = open().get("/api/v1/incidents/bridge-stuck-2").body();

        assertThat(story)
                .contains(
                        "\"policy\" : \"bridge-stuck\"",
                        "\"host\" : \"mb-01\"",
                        "\"state\" : \"remediating\"",
                        "\"openedAt\" : \"1970-01-01T00:00:03Z\"",
                        "\"verdict\" : \"act\"",
                        "\"reason\" : \"detected\"")
                .doesNotContain("closedAt", "\"rung\"");
    }

    private static Http open() {
        return new Http(client, open.port());
    }

    static Incident incident(String id, IncidentState state, Reason reason, long openedAt) {
        Detection detection = new Detection(
                "bridge-stuck",
                "c0ffee",
                Labels.of("host", "mb-01"),
                openedAt,
                5,
                List.of("edge"),
                "5 in 2m",
                List.of(),
                0);
        return new Incident(
                id,
                "bridge-stuck",
                "c0ffee",
                Labels.of("host", "mb-01"),
                "mb-01",
                "eu-de-1",
                false,
                state,
                reason,
                0,
                detection,
                0,
                openedAt,
                openedAt,
                state.isOver() ? openedAt + 500 : 0,
                RemediationProgress.NOT_STARTED,
                new Symptom(openedAt, 0),
                Incident.CallStatus.NOBODY,
                List.of(),
                "",
                0,
                0,
                null,
                "");
    }

    private static final class FakeIncidents implements IncidentStore {
        @Override
        public Collection<Incident> all() {
            return INCIDENTS;
        }

        @Override
        public Optional<Incident> byId(String id) {
            return INCIDENTS.stream()
                    .filter(incident -> incident.id().equals(id))
                    .findFirst();
        }

        @Override
        public Optional<List<StandingHalt>> halts() {
            return halts;
        }

        @Override
        public List<AuditRecord> audit(String id) {
            return List.of(new AuditRecord(
                    3_000,
                    AuditRecord.AuditKind.DECISION,
                    id,
                    "bridge-stuck",
                    "c0ffee",
                    Labels.of("host", "mb-01"),
                    "mb-01",
                    Verdict.ACT,
                    null,
                    Reason.DETECTED,
                    0,
                    "",
                    "",
                    "",
                    "",
                    new TreeMap<>(),
                    "",
                    1));
        }
    }
}
