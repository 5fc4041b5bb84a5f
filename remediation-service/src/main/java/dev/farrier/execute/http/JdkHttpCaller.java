package dev.farrier.execute.http;

import com.google.common.base.Throwables;
import dev.farrier.execute.Secrets;
import dev.farrier.model.Action.HttpCall;
import dev.farrier.model.OwnOutput;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Uses the JDK's client: HTTP/1.1 (an upgrade header confuses small servers), no redirects, 64 KiB of the answer. */
final class JdkHttpCaller implements HttpCaller {
    private static final long LOOK_EVERY_MILLIS = 100;
    /** Only the client knows whether a connection was made: on a busy machine its time-out may come late. */
    private static final long GRACE_MILLIS = 1_000;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    @Override
    public HttpResult call(HttpCall call, long timeout, BooleanSupplier giveUp) throws InterruptedException {
        Secrets secrets = new Secrets();
        HttpRequest request;
        try {
            request = request(call, secrets, timeout);
        } catch (Secrets.UnresolvedSecretException e) {
            return HttpResult.notSent(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return HttpResult.notSent("no request can be made of " + call.method() + " " + call.url() + ": "
                    + secrets.redact(String.valueOf(e.getMessage())));
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout + GRACE_MILLIS);
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, info -> new LimitedBodySubscriber());
        try {
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (giveUp.getAsBoolean()) {
                    return HttpResult.noResponse("given up before there was an answer");
                }
                if (left <= 0) {
                    return HttpResult.noResponse("no answer within " + timeout + " ms");
                }
                try {
                    HttpResponse<byte[]> response =
                            exchange.get(Math.min(left, LOOK_EVERY_MILLIS), TimeUnit.MILLISECONDS);
                    String body = new String(response.body(), StandardCharsets.UTF_8);
                    return HttpResult.answered(response.statusCode(), secrets.redact(body));
                } catch (TimeoutException e) {
                    // asked again
                } catch (ExecutionException e) {
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)) {
                        return HttpResult.noResponse("no answer within " + timeout + " ms");
                    }
                    String problem = "no answer: " + secrets.redact(reason(cause));
                    return isBeforeSending(cause) ? HttpResult.notSent(problem) : HttpResult.noResponse(problem);
                }
            }
        } finally {
            exchange.cancel(true);
        }
    }

    /** No connection was made: it was refused, took too long, or the address is none. */
    private static boolean isBeforeSending(Throwable thrown) {
        return Throwables.getCausalChain(thrown).stream()
                .anyMatch(cause -> cause instanceof ConnectException
                        || cause instanceof HttpConnectTimeoutException
                        || cause instanceof UnresolvedAddressException
                        || cause instanceof UnknownHostException
                        || cause instanceof IllegalArgumentException);
    }

    private static HttpRequest request(HttpCall call, Secrets secrets, long timeout)
            throws Secrets.UnresolvedSecretException {
        String url = secrets.resolve("url", call.url());
        String body = secrets.resolve("body", call.body());
        SortedMap<String, String> headers = secrets.resolve("header ", call.headers());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofMillis(Math.max(1, timeout)))
                .method(call.method(), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        request.setHeader(OwnOutput.HEADER, OwnOutput.MARK);
        return request.build();
    }

    /** Some of the client's exceptions have a message only in a cause. */
    private static String reason(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getMessage() == null && deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String name = thrown.getClass().getSimpleName();
        return deepest.getMessage() == null ? name : name + ": " + deepest.getMessage();
    }
}
