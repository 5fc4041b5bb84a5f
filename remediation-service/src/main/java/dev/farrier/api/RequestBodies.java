package dev.farrier.api;

import dev.farrier.ingest.record.IngestLimits;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads request bodies, within a bound of memory for all of them. */
public final class RequestBodies {
    /** For bodies that are being received, and again for those that are being parsed and stored: parsed, one takes some twenty times its size. */
    private static final int BYTES_AT_ONCE = 6 * IngestLimits.BODY_BYTES;

    private static final int SMALLEST_SHARE = 16 << 10;

    /** A body that is too large is read to its end and thrown away up to this size, so that the sender reads the answer. */
    private static final long DRAINED_BYTES = 8L * IngestLimits.BODY_BYTES;

    private final BodyBuffers onTheirWay = new BodyBuffers(BYTES_AT_ONCE);
    private final Semaphore bytes = new Semaphore(BYTES_AT_ONCE, true);

    public interface BodyHandler {
        /** @param deadline by when it must be answered */
        void accept(byte[] body, Deadline deadline);
    }

    /**
     * Receives the body, unpacks it, and hands it over.
     *
     * @param known whether the sender has shown a token
     * @param within how long it may take from the moment at which the body is there
     * @throws HttpProblem 400 when it breaks off, 408 when it comes too slowly, 413 when it is too large, 415 when it is encoded
     *     otherwise than with gzip, 503 when too many come at once
     */
    public void read(Context ctx, boolean known, Duration within, BodyHandler use) {
        String encoding = ctx.header("Content-Encoding");
        boolean packed = encoding != null && encoding.equalsIgnoreCase("gzip");
        if (encoding != null && !packed && !encoding.equalsIgnoreCase("identity")) {
            throw HttpProblem.of(
                    415, "", "Content-Encoding " + encoding + " is not supported; send the body as it is, or gzip");
        }
        int share;
        Deadline deadline;
        byte[] whole;
        try (BodyBuffers.BodyBuffer received = onTheirWay.open(known, System.nanoTime())) {
            read(ctx, received);
            whole = received.whole();
            deadline = Deadline.in(within);
            share = packed ? IngestLimits.BODY_BYTES : Math.max(SMALLEST_SHARE, whole.length);
            acquire(share, deadline);
        }
        try {
            use.accept(packed ? unpacked(whole) : whole, deadline);
        } finally {
            bytes.release(share);
        }
    }

    private void acquire(int share, Deadline deadline) {
        try {
            if (!bytes.tryAcquire(share, deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw HttpProblem.unavailable("too many large requests at once; try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpProblem.unavailable("shutting down; try again");
        }
    }

    private static void read(Context ctx, BodyBuffers.BodyBuffer received) {
        SendRate pace = new SendRate();
        byte[] some = new byte[SMALLEST_SHARE];
        long all = 0;
        try (InputStream sent = ctx.req().getInputStream()) {
            int read = next(sent, some, pace, ctx);
            while (read >= 0) {
                all += read;
                if (all <= IngestLimits.BODY_BYTES) {
                    received.add(some, read, System.nanoTime());
                } else if (all > DRAINED_BYTES) {
                    break;
                } else {
                    received.close();
                }
                read = next(sent, some, pace, ctx);
            }
        } catch (IOException e) {
            throw e.getCause() instanceof TimeoutException ? tooSlow(ctx) : brokeOff(e);
        }
        if (all > IngestLimits.BODY_BYTES) {
            throw tooLarge();
        }
    }

    private static int next(InputStream sent, byte[] into, SendRate pace, Context ctx) throws IOException {
        long asked = System.nanoTime();
        int read = sent.read(into);
        if (!pace.isKept(Math.max(0, read), System.nanoTime() - asked)) {
            throw tooSlow(ctx);
        }
        return read;
    }

    private static byte[] unpacked(byte[] packed) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] body = in.readNBytes(IngestLimits.BODY_BYTES + 1);
            if (body.length > IngestLimits.BODY_BYTES) {
                throw tooLarge();
            }
            return body;
        } catch (ZipException e) {
            throw HttpProblem.of(400, "", "the body is not gzip, as its Content-Encoding says: " + e.getMessage());
        } catch (IOException e) {
            throw brokeOff(e);
        }
    }

    private static HttpProblem tooSlow(Context ctx) {
        // Jetty would take the rest of the body for the next request
        ctx.header("Connection", "close");
        return HttpProblem.of(
                408,
                "",
                "the body came too slowly: less than " + SendRate.BYTES_PER_SECOND + " bytes a second for "
                        + SendRate.WINDOW.toSeconds() + " s");
    }

    private static HttpProblem tooLarge() {
        return HttpProblem.of(413, "", "the body is larger than " + IngestLimits.BODY_BYTES + " bytes; send several");
    }

    private static HttpProblem brokeOff(IOException e) {
        return HttpProblem.of(400, "", "the body broke off: " + e.getMessage());
    }
}
