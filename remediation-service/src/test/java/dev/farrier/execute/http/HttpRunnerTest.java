package dev.farrier.execute.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.Output;
import dev.farrier.execute.TestRun;
import dev.farrier.execute.worker.Commands;
import dev.farrier.model.Action;
import dev.farrier.model.Action.HttpCall;
import dev.farrier.model.ActionText;
import dev.farrier.model.ActionText.SecretEncoding;
import dev.farrier.model.ActionText.SecretPlace;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpRunnerTest {
    private final HttpRunner runner = new HttpRunner();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private final Queue<String> queries = new ConcurrentLinkedQueue<>();
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            answer(exchange);
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        over.countDown();
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/echo" -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                queries.add(String.valueOf(exchange.getRequestURI().getRawQuery()));
                bodies.add(body);
                String header = exchange.getRequestHeaders().getFirst("X-Token");
                send(exchange, 200, exchange.getRequestMethod() + " " + body + " " + header);
            }
            case "/zero" -> send(exchange, 200, "0\n");
            case "/redirect" -> {
                exchange.getResponseHeaders().add("Location", "/zero");
                send(exchange, 302, "");
            }
            case "/silent" -> awaitOver();
            case "/drip", "/flood" -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] piece = new byte[path.equals("/flood") ? 8192 : 1];
                try (OutputStream out = exchange.getResponseBody()) {
                    while (path.equals("/flood") || !over.await(50, TimeUnit.MILLISECONDS)) {
                        out.write(piece);
                        out.flush();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            default -> send(exchange, Integer.parseInt(path.substring(1)), "status " + path);
        }
    }

    private void awaitOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static HttpCall get(String url, int status, String body, long timeout) {
        return call("GET", url, new TreeMap<>(), "", status, body, timeout);
    }

    private static HttpCall call(
            String method,
            String url,
            SortedMap<String, ActionText> headers,
            String text,
            int status,
            String body,
            long timeout) {
        return new HttpCall(method, ActionText.of(url), headers, ActionText.of(text), status, body, timeout);
    }

    private TestRun run(HttpCall call, long maxRun) throws IOException {
        return TestRun.of(directory, new Action.Http(call), maxRun);
    }

    private Completion call(HttpCall call) throws Exception {
        return (Completion) runner.run(run(call, 20_000));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/200, 0, -, SUCCEEDED, 200, ''",
                "/204, 0, -, SUCCEEDED, 204, ''",
                "/299, 0, -, SUCCEEDED, 299, ''",
                "/300, 0, -, FAILED, 300, HTTP 300 instead of 2xx",
                "/404, 404, -, SUCCEEDED, 404, ''",
                "/404, 200, -, FAILED, 404, HTTP 404 instead of 200",
                "/500, 0, -, FAILED, 500, HTTP 500 instead of 2xx",
                "/zero, 200, 0, SUCCEEDED, 200, ''",
                "/zero, 200, 1, FAILED, 200, body is \"0\" instead of \"1\"",
                "/zero, 200, '', FAILED, 200, body is \"0\" instead of \"\"",
                "/redirect, 0, -, FAILED, 302, HTTP 302 instead of 2xx"
            })
    void shouldCompareStatusAndBody(String path, int status, String body, OutcomeKind kind, int code, String detail)
            throws Exception {
        Completion ended = call(get(url(path), status, body, 5_000));
        assertThat(ended.kind()).isEqualTo(kind);
        assertThat(ended.exitCode()).isEqualTo(code);
        assertThat(ended.detail()).isEqualTo(detail);
    }

    @Test
    void shouldNotFollowARedirect() throws Exception {
        call(get(url("/redirect"), 0, null, 5_000));
        assertThat(requests).hasValue(1);
    }

    @Test
    void shouldSendMethodHeadersAndBodyAndKeepSecretsOutOfTheAnswer() throws Exception {
        Path secret = Files.writeString(directory.resolve("token"), "s3cr3t\n");
        Completion ended = call(call("PUT", url("/echo"), token(secret), "{\"a\": 1}", 0, null, 5_000));
        assertThat(ended).isEqualTo(new Completion(OutcomeKind.SUCCEEDED, 200, "PUT {\"a\": 1} Bearer ***", ""));
    }

    /** The server sends back what it got; only that what an event said is still readable there. */
    @Test
    void shouldPutSecretsIntoUrlAndBodyButNeverThoseThatAValueNames() throws Exception {
        Path secret = Files.writeString(directory.resolve("token"), "a/b\"c d\n");
        String hostile = "{secret.file:" + secret + "} file:" + secret;
        ActionText url = Commands.joined(
                ActionText.of(url("/echo?") + "x="),
                Commands.secret(SecretPlace.FILE, secret.toString(), SecretEncoding.PATH));
        ActionText body = Commands.joined(
                ActionText.of(hostile + " "),
                Commands.secret(SecretPlace.FILE, secret.toString(), SecretEncoding.JSON));
        Completion ended = call(new HttpCall("POST", url, Commands.texts("X-Token", hostile), body, 0, null, 5_000));
        assertThat(ended.output()).isEqualTo("POST " + hostile + " *** " + hostile);
        assertThat(queries).containsExactly("x=a/b%22c%20d");
        assertThat(bodies).containsExactly(hostile + " a/b\\\"c d");
    }

    @Test
    void shouldTakeAWholeUrlFromASecret() throws Exception {
        Path secret = Files.writeString(directory.resolve("hook"), url("/zero") + "\n");
        ActionText url = Commands.secret(SecretPlace.FILE, secret.toString());
        assertThat(call(new HttpCall("GET", url, new TreeMap<>(), ActionText.of(""), 0, "0", 5_000))
                        .kind())
                .isEqualTo(OutcomeKind.SUCCEEDED);
    }

    /** The client's own messages quote what it does not like. */
    @ParameterizedTest
    @ValueSource(strings = {"header", "url"})
    void shouldNotTellASecretThatCanNotBeSent(String where) throws Exception {
        Path secret = Files.writeString(directory.resolve("token"), "ti ger\nlily");
        ActionText url = where.equals("url")
                ? Commands.secret(SecretPlace.FILE, secret.toString())
                : ActionText.of(url("/echo"));
        SortedMap<String, ActionText> headers = where.equals("url") ? new TreeMap<>() : token(secret);
        Completion ended = call(new HttpCall("GET", url, headers, ActionText.of(""), 0, null, 5_000));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.detail()).doesNotContain("ger").doesNotContain("lily").contains("***");
        assertThat(requests).hasValue(0);
    }

    private static SortedMap<String, ActionText> token(Path secret) {
        return new TreeMap<>(Map.of(
                "X-Token",
                Commands.joined(ActionText.of("Bearer "), Commands.secret(SecretPlace.FILE, secret.toString()))));
    }

    @Test
    void shouldSendNothingWithoutItsSecret() throws Exception {
        Completion ended = call(call("GET", url("/echo"), token(Path.of("/no/such/file")), "", 0, null, 5_000));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.detail()).startsWith("header X-Token: {secret.file:/no/such/file} can't be read");
        assertThat(requests).hasValue(0);
    }

    @Test
    void shouldFailWithoutACodeWhenNobodyAnswers() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Completion ended = call(get("http://127.0.0.1:" + port + "/", 0, null, 5_000));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.exitCode()).isEqualTo(-1);
        assertThat(ended.detail()).startsWith("no answer: ConnectException");
        assertThat(ended.notDone()).isTrue();
    }

    @Test
    void shouldKnowThatNothingWasSentToANameWithoutAnAddress() throws Exception {
        Completion ended = call(get("http://no-such-host.invalid/", 0, null, 5_000));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.notDone()).isTrue();
    }

    /** Its queue of connections is full, so the kernel answers no SYN: as a host that is off. */
    @Test
    void shouldKnowThatNothingWasSentWhenNoConnectionIsMadeInTime() throws Exception {
        List<Socket> queued = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            boolean room = true;
            while (room) {
                Socket socket = new Socket();
                queued.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 200);
                } catch (SocketTimeoutException e) {
                    room = false;
                }
            }
            Completion ended = call(get("http://127.0.0.1:" + full.getLocalPort() + "/", 0, null, 400));
            assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
            assertThat(ended.notDone()).isTrue();
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    /** The request was read, and the other side went away: it may have been done. */
    @Test
    void shouldNotPretendToKnowWhatBecameOfARequestWhoseConnectionBroke() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> {
                try (Socket connection = socket.accept()) {
                    assertThat(connection.getInputStream().read()).isEqualTo('P');
                    connection.setSoLinger(true, 0);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            String url = "http://127.0.0.1:" + socket.getLocalPort() + "/";
            Completion ended = call(call("POST", url, new TreeMap<>(), "reboot", 0, null, 5_000));
            assertThat(ended.kind()).isEqualTo(OutcomeKind.UNANSWERED);
            assertThat(ended.exitCode()).isEqualTo(-1);
            assertThat(ended.detail()).startsWith("no answer: ").endsWith("; the request may have been taken");
        }
    }

    @ParameterizedTest
    @CsvSource({"/silent, 200, 5000", "/drip, 200, 5000", "/silent, 5000, 200", "/drip, 5000, 200"})
    void shouldNotWaitLonger(String path, long timeout, long maxRun) throws Exception {
        assertThat(runner.run(run(get(url(path), 0, null, timeout), maxRun)))
                .isEqualTo(new Completion(
                        OutcomeKind.UNANSWERED, -1, "", "no answer within 200 ms; the request may have been taken"));
    }

    /** It changes nothing, so it has failed. */
    @ParameterizedTest
    @CsvSource({"200, 5000, FAILED", "5000, 200, TIMED_OUT"})
    void shouldFailAProbeWithoutAnswer(long timeout, long maxRun, OutcomeKind kind) throws Exception {
        TestRun step = run(get(url("/silent"), 0, null, timeout), maxRun);
        TestRun probe = TestRun.of(step.directory(), step.command().withPurpose(Purpose.CONFIRM), 0);
        assertThat(runner.run(probe)).isEqualTo(new Completion(kind, -1, "", "no answer within 200 ms"));
    }

    @Test
    void shouldReadNoMoreThanItKeeps() throws Exception {
        Completion ended = call(get(url("/flood"), 0, null, 10_000));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        assertThat(ended.output().getBytes(StandardCharsets.UTF_8)).hasSize(Output.MAX_BYTES);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "GET, not a url",
        "GET, ftp://127.0.0.1/",
        "GET, http://",
        "GET, /relative",
        "GET, 'http://127.0.0.1:99999/'",
        "'B A D', http://127.0.0.1/",
        "'', http://127.0.0.1/"
    })
    void shouldSayThatNoRequestCanBeMade(String method, String url) throws Exception {
        Completion ended = call(call(method, url, new TreeMap<>(), "", 0, null, 1_000));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.exitCode()).isEqualTo(-1);
        assertThat(ended.detail()).isNotEmpty();
    }

    @Test
    void shouldSayThatAHeaderIsNotAllowed() throws Exception {
        Completion ended = call(call("GET", url("/200"), Commands.texts("Host", "x"), "", 0, null, 1_000));
        assertThat(ended.detail()).contains("Host");
    }

    @Test
    void shouldGiveUpWhenCancelled() throws Exception {
        TestRun run = run(get(url("/silent"), 0, null, 20_000), 20_000);
        CompletableFuture<ActionResult> ending = start(run);
        await().until(() -> requests.get() == 1);
        run.cancel();
        assertThat(((Completion) ending.get(5, TimeUnit.SECONDS)).kind()).isEqualTo(OutcomeKind.CANCELLED);
    }

    @Test
    void shouldNotPretendToKnowWhatBecameOfARequestItLeft() throws Exception {
        TestRun run = run(get(url("/silent"), 0, null, 20_000), 20_000);
        CompletableFuture<ActionResult> ending = start(run);
        await().until(() -> requests.get() == 1);
        run.leave();
        assertThat(ending.get(5, TimeUnit.SECONDS)).isInstanceOf(ActionResult.Indeterminate.class);
        assertThat(runner.resume(run.again())).isInstanceOf(ActionResult.Indeterminate.class);
        assertThat(requests).hasValue(1);
    }

    @Test
    void shouldNotAskTooLate() throws Exception {
        TestRun run = run(get(url("/"), 0, null, 2_000), 30_000);
        run.beginWithin(0);
        assertThat(runner.run(run)).isInstanceOf(ActionResult.NotStarted.class);
        assertThat(requests).hasValue(0);
    }

    private CompletableFuture<ActionResult> start(TestRun run) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return runner.run(run);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
