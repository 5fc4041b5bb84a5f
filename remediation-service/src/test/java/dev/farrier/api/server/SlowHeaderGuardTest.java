package dev.farrier.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.api.RawHttp;
import dev.farrier.api.route.HealthRoutes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The head of a request byte by byte, as slowloris sends it; and people who only take their time. */
class SlowHeaderGuardTest {
    private static final String READY = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
    /** In the service it is {@link dev.farrier.api.SendRate#WINDOW}. */
    private static final Duration WINDOW = Duration.ofSeconds(3);
    /** Within two windows; tried at three times that. */
    private static final Duration BOUND = WINDOW.multipliedBy(6);

    @Test
    void shouldCloseWhereAHeadNeverEndsAndLeaveAllOthersOpen() throws Exception {
        HealthRoutes health = new HealthRoutes(List::of, () -> "");
        CountDownLatch over = new CountDownLatch(1);
        try (HttpServer server = HttpServer.start(HttpConfig.onLoopback(0), WINDOW, health);
                RawHttp first = new RawHttp(server.port());
                RawHttp silent = new RawHttp(server.port());
                RawHttp second = new RawHttp(server.port());
                RawHttp honest = new RawHttp(server.port())) {
            first.send(READY + "X-a: ");
            silent.send(READY + "X-a: ");
            second.send(READY + "\r\n" + READY + "X-a: ");
            Thread.ofVirtual().start(() -> every(over, () -> first.send("a")));
            Thread.ofVirtual().start(() -> every(over, () -> second.send("a")));
            Thread.ofVirtual().start(() -> every(over, () -> honest.send(READY + "\r\n")));
            CompletableFuture<String> others = read(honest);

            List<CompletableFuture<String>> closed = List.of(read(first), read(silent), read(second));
            await().atMost(BOUND).until(() -> closed.stream().allMatch(CompletableFuture::isDone));

            assertThat(closed.get(0).join()).isEmpty();
            assertThat(closed.get(1).join()).doesNotContain(" 200 ");
            assertThat(closed.get(2).join()).as("its first request").startsWith("HTTP/1.1 200 ");
            assertThat(others).as("asks again and again on one connection").isNotDone();
            over.countDown();
            honest.send(READY + "Connection: close\r\n\r\n");
            assertThat(others.join().split("HTTP/1.1 200 ")).hasSizeGreaterThan(3);
        }
    }

    private interface Sending {
        void send() throws IOException;
    }

    private static CompletableFuture<String> read(RawHttp raw) {
        return CompletableFuture.supplyAsync(
                raw::answer, task -> Thread.ofVirtual().start(task));
    }

    private static void every(CountDownLatch over, Sending sending) {
        try {
            while (!over.await(WINDOW.toMillis() / 5, TimeUnit.MILLISECONDS)) {
                sending.send();
            }
        } catch (IOException | InterruptedException e) {
            // closed, as it should be
        }
    }
}
