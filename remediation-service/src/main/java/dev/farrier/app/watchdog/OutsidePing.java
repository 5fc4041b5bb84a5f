package dev.farrier.app.watchdog;

import dev.farrier.app.config.PingUrl;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request to an address outside, whose answer must be a 2xx. For one thread. */
final class OutsidePing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutsidePing.class);
    static final String DELIVERED = "delivered";
    static final String FAILED = "failed";

    private final PingUrl url;
    private final String method;
    private final Duration timeout;
    private final MeterRegistry registry;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private boolean failing;

    OutsidePing(PingUrl url, String method, Duration timeout, MeterRegistry registry) {
        this.url = url;
        this.method = method;
        this.timeout = timeout;
        this.registry = registry;
    }

    /** Counts a failure, and logs it when the ping before did not fail. */
    void send() throws InterruptedException {
        String problem = attempt();
        boolean fails = !problem.isEmpty();
        Meters.WATCHDOG_PINGS.count(registry, 1, fails ? FAILED : DELIVERED);
        if (fails && !failing) {
            LOG.warn("A ping of watchdog.ping.url failed: {}; later failures are only counted", problem);
        } else if (!fails && failing) {
            LOG.info("The pings of watchdog.ping.url succeed again");
        }
        failing = fails;
    }

    /** Why it failed, without the address, which may be a secret; empty: it did not. */
    private String attempt() throws InterruptedException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(url.resolve(System.getenv()))
                    .method(method, BodyPublishers.noBody())
                    .build();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
        CompletableFuture<Integer> answer =
                client.sendAsync(request, BodyHandlers.discarding()).thenApply(response -> response.statusCode());
        try {
            int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return status >= 200 && status < 300 ? "" : "the answer was " + status;
        } catch (TimeoutException e) {
            return "no answer within " + timeout.toSeconds() + " s";
        } catch (ExecutionException e) {
            return "no answer: "
                    + (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName();
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
