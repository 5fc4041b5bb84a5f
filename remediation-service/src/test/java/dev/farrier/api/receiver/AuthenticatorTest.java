package dev.farrier.api.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.Http;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AccessRole;
import dev.farrier.api.access.AllowedHosts;
import dev.farrier.api.access.ApiToken;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.Compile;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, asked of a real server. */
class AuthenticatorTest {
    private static final long NOW = 1_780_985_180_000L;
    private static final String SECRET = "It's a Secret to Everybody";
    /** The test vector that GitHub publishes, for {@code Hello, World!}; computed anew with openssl. */
    private static final String SIGNATURE = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static final String HELLO = "Hello, World!";
    private static final SortedMap<String, Source> SOURCES = Compile.bundle(
                    source("silent", "events", ""),
                    source("token", "alertmanager", ", authentication: {bearerToken: env:TOKEN}"),
                    source("gone", "events", ", authentication: {bearerToken: env:GONE}"),
                    source("signed", "grafana", ", authentication: {hmac: {secret: file:/secret}}"),
                    source(
                            "timed",
                            "events",
                            ", authentication: {hmac: {secret: file:/secret, header: X-Sig, timestampHeader: X-Time,"
                                    + " maxAge: 1m}}"))
            .sources();
    private static final Map<String, String> SECRETS = Map.of("env:TOKEN", "t0ken", "file:/secret", SECRET);

    private static final FakeSink SINK = new FakeSink();
    private static HttpClient client;
    private static HttpServer open;
    private static HttpServer closed;
    private static HttpServer named;

    private static String source(String name, String receiver, String more) {
        return "kind: Source\nmetadata: {name: " + name + "}\nspec: {receiver: " + receiver + more + "}";
    }

    @BeforeAll
    static void start() throws IOException {
        open = serve(null, List.of());
        closed = serve("common", List.of());
        named = serve(
                null,
                List.of(
                        new ApiToken("ann", Set.of(AccessRole.OPERATOR), "s3cret"),
                        new ApiToken("wall", Set.of(AccessRole.VIEWER), "v1ew")));
        client = HttpClient.newHttpClient();
    }

    private static HttpServer serve(String token, List<ApiToken> tokens) throws IOException {
        UnaryOperator<String> secrets = reference -> {
            String secret = SECRETS.get(reference);
            if (secret == null) {
                throw new IllegalArgumentException(reference + " is not there");
            }
            return secret;
        };
        AccessControl access = new AccessControl(tokens);
        Authenticator authenticator = new Authenticator(secrets, token, access);
        return HttpServer.start(
                new HttpConfig("127.0.0.1", 0, new AllowedHosts(List.of()), access),
                new Receivers(
                        () -> Optional.of(SOURCES),
                        SINK,
                        authenticator,
                        () -> NOW,
                        Duration.ofSeconds(1),
                        LossMeter.NONE));
    }

    @AfterAll
    static void stop() {
        client.close();
        open.close();
        closed.close();
        named.close();
    }

    @BeforeEach
    void forget() {
        SINK.events.clear();
        SINK.letters.clear();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Bearer t0ken          | 400
            bearer   t0ken        | 400
            Bearer t0ken1         | 401
            Bearer t0ke           | 401
            Bearer T0KEN          | 401
            Bearer                | 401
            Basic dDBrZW46        | 401
            t0ken                 | 401
            """)
    void shouldDemandTheTokenOfTheSource(String authorization, int status) {
        HttpResponse<String> answer = post(open, "alertmanager/token", "no alerts", "Authorization", authorization);

        assertThat(answer.statusCode())
                .as("400: let in, and found to be no alerts")
                .isEqualTo(status);
        assertThat(SINK.letters).as("what a stranger sends is kept nowhere").hasSize(status == 400 ? 1 : 0);
        assertThat(post(closed, "alertmanager/token", "no alerts", "Authorization", authorization)
                        .statusCode())
                .as("the source's own goes before the common one")
                .isEqualTo(status);
    }

    @Test
    void shouldDemandTheCommonTokenWhereTheSourceSaysNothing() {
        assertThat(post(open, "events/silent", "{\"name\":\"n\"}").statusCode()).isEqualTo(202);
        assertThat(post(closed, "events/silent", "{\"name\":\"n\"}").statusCode())
                .isEqualTo(401);
        assertThat(post(closed, "events/silent", "{\"name\":\"n\"}", "Authorization", "Bearer common")
                        .statusCode())
                .isEqualTo(202);
        assertThat(post(closed, "events/silent", "{\"name\":\"n\"}").headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer");
    }

    @ParameterizedTest
    @CsvSource({
        "events/silent, Bearer s3cret, 202",
        "events/silent, Bearer v1ew, 403",
        "events/silent, Bearer t0ken, 401",
        "events/silent, none, 401",
        "alertmanager/token, Bearer s3cret, 401",
        "alertmanager/token, Bearer t0ken, 400",
        "grafana/signed, Bearer s3cret, 403"
    })
    void shouldTakeAnOperatorsTokenOnlyWhereTheSourceSaysNothing(String path, String authorization, int status) {
        assertThat(post(named, path, "{\"name\":\"n\"}", "Authorization", authorization)
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void shouldLetNobodyInWhileTheSecretIsNotThere() {
        HttpResponse<String> answer = post(open, "events/gone", "{\"name\":\"n\"}", "Authorization", "Bearer x");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("can't be read here").doesNotContain("GONE");
        assertThat(SINK.events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17        | Hello, World!  | 400
            757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17        | Hello, World!  | 400
            sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17 | Hello, World!  | 400
            757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17        | Hello, World   | 403
            757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18        | Hello, World!  | 403
            757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e          | Hello, World!  | 403
            not hex                                                                  | Hello, World!  | 403
            sha256=                                                                  | Hello, World!  | 403
            """)
    void shouldDemandTheSignatureOfTheBody(String signature, String body, int status) {
        assertThat(post(open, "grafana", body, "X-Grafana-Alerting-Signature", signature)
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void shouldNotTakeABodyWithoutASignatureNorOneThatIsPacked() {
        assertThat(post(open, "grafana/signed", HELLO).statusCode()).isEqualTo(403);
        assertThat(post(
                                open,
                                "grafana/signed",
                                HELLO,
                                "X-Grafana-Alerting-Signature",
                                SIGNATURE,
                                "Content-Encoding",
                                "gzip")
                        .statusCode())
                .isEqualTo(415);
    }

    /** Made with {@code printf "$t:Hello, World!" | openssl dgst -sha256 -hmac "It's a Secret to Everybody"}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1780985180   | bb1f9c0839b61acd24f86a2ff045fdb14dce4b0e299edc3e561cd4a9ad516fc4 | 400
            1780985120   | bb6daa5d20573b30ed45a256181808600db78d7b014374102e3cedf36303241a | 400
            1780985119   | 8536c589020a83d92f3cddd6a9a7f686fd3dfe39d28bf222c1e50b94f8666bf5 | 403
            1780985240   | bcba94a0a692b378d70a10beb8f07f615f037bfac8f4dff65ed5456cde12acc7 | 400
            1780985241   | 5eb90fd53466e5fbf3aa9d7c5f0ef31e70c258060d34bc4255ca502985ba8212 | 403
            1780985181   | bb1f9c0839b61acd24f86a2ff045fdb14dce4b0e299edc3e561cd4a9ad516fc4 | 403
            1780985180   | 757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17 | 403
            -1           | 757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17 | 403
            99999999999999999999 | 757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17 | 403
            soon         | 757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17 | 403
            """)
    void shouldDemandThatTheTimeWasSignedTooAndIsNotOld(String seconds, String signature, int status) {
        assertThat(post(open, "events/timed", HELLO, "X-Sig", signature, "X-Time", seconds)
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void shouldKnowWhichSourcesAreOpen() {
        UnaryOperator<String> none = reference -> reference;
        assertThat(SOURCES.values())
                .filteredOn(new Authenticator(none, null, new AccessControl(List.of()))::isOpen)
                .extracting(Source::name)
                .containsExactly("silent");
        assertThat(SOURCES.values()).noneMatch(new Authenticator(none, "common", new AccessControl(List.of()))::isOpen);
        AccessControl someone = new AccessControl(List.of(new ApiToken("ann", Set.of(AccessRole.OPERATOR), "s3cret")));
        assertThat(SOURCES.values()).noneMatch(new Authenticator(none, null, someone)::isOpen);
    }

    private static HttpResponse<String> post(HttpServer server, String path, String body, String... headers) {
        return new Http(client, server.port()).post("/api/v1/receivers/" + path, body, headers);
    }
}
