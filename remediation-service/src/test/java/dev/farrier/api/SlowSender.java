package dev.farrier.api;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sends the head of a request, and then its body slowly or not at all. */
public final class SlowSender implements AutoCloseable {
    private static final int EVERY_SECONDS = 2;

    private final String head;
    private final RawHttp raw;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<String> answer;

    private SlowSender(int port, String head, boolean trickles) throws IOException {
        this.head = (trickles ? "trickles: " : "silent: ") + head;
        this.raw = new RawHttp(port);
        boolean chunked = head.contains("chunked");
        raw.send(head.replace("\n", "\r\n") + "\r\nHost: localhost\r\n\r\n");
        if (trickles) {
            Thread.ofVirtual().start(() -> trickle(chunked ? "1\r\n \r\n" : " "));
        }
        answer = CompletableFuture.supplyAsync(
                raw::answer, task -> Thread.ofVirtual().start(task));
    }

    /** @param head request line and headers, with line feeds */
    public static SlowSender silent(int port, String head) throws IOException {
        return new SlowSender(port, head, false);
    }

    /** A byte every two seconds. */
    public static SlowSender trickling(int port, String head) throws IOException {
        return new SlowSender(port, head, true);
    }

    private void trickle(String piece) {
        try {
            while (!closed.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
                raw.send(piece);
            }
        } catch (IOException | InterruptedException e) {
            // the server has had enough
        }
    }

    /** This much at once. */
    public void sendAll(byte[] bytes) throws IOException {
        raw.send(bytes);
    }

    /** What the server said when it closed the connection. */
    public CompletableFuture<String> answer() {
        return answer;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        raw.close();
    }

    @Override
    public String toString() {
        return head;
    }
}
