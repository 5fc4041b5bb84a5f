package dev.farrier.api;

import dev.farrier.ingest.input.Limits;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads request bodies, as many at once as there is memory for. */
public final class Body {
    /** Of bodies that are being read and stored at the same time; a tree of one takes some twenty times its bytes. */
    private static final int BYTES_AT_ONCE = 6 * Limits.BODY_BYTES;

    private static final int SMALLEST_SHARE = 16 << 10;
    private static final long PATIENCE_SECONDS = 10;

    /** Of a body that is too large: read and thrown away, so that the sender gets to read the answer. */
    private static final long DRAINED_BYTES = 8L * Limits.BODY_BYTES;

    private final Semaphore bytes = new Semaphore(BYTES_AT_ONCE, true);

    public interface Use {
        void body(byte[] body);
    }

    /**
     * The body, unpacked.
     *
     * @throws Problem 400 when it breaks off, 413 when it is too large, 415 when it is encoded otherwise than with gzip, 503
     *     when too many come at once
     */
    public void with(Context ctx, Use use) {
        String encoding = ctx.header("Content-Encoding");
        boolean packed = encoding != null && encoding.equalsIgnoreCase("gzip");
        if (encoding != null && !packed && !encoding.equalsIgnoreCase("identity")) {
            throw Problem.of(
                    415, "", "Content-Encoding " + encoding + " is not supported; send the body as it is, or gzip");
        }
        long declared = ctx.req().getContentLengthLong();
        int share = packed || declared < 0 || declared > Limits.BODY_BYTES
                ? Limits.BODY_BYTES
                : Math.max(SMALLEST_SHARE, (int) declared);
        acquire(share);
        try {
            use.body(read(ctx, packed));
        } finally {
            bytes.release(share);
        }
    }

    private void acquire(int share) {
        try {
            if (!bytes.tryAcquire(share, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw Problem.unavailable("too many large requests at once; try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("shutting down; try again");
        }
    }

    private static byte[] read(Context ctx, boolean packed) {
        try (InputStream sent = ctx.req().getInputStream()) {
            InputStream in = packed ? new GZIPInputStream(sent) : sent;
            byte[] body = in.readNBytes(Limits.BODY_BYTES + 1);
            if (body.length <= Limits.BODY_BYTES) {
                return body;
            }
            drain(sent);
        } catch (ZipException e) {
            throw Problem.of(400, "", "the body is not gzip, as its Content-Encoding says: " + e.getMessage());
        } catch (IOException e) {
            throw Problem.of(400, "", "the body broke off: " + e.getMessage());
        }
        throw Problem.of(413, "", "the body is larger than " + Limits.BODY_BYTES + " bytes; send several");
    }

    private static void drain(InputStream sent) throws IOException {
        byte[] away = new byte[1 << 16];
        long drained = 0;
        int read = sent.read(away);
        while (read >= 0 && drained < DRAINED_BYTES) {
            drained += read;
            read = sent.read(away);
        }
    }
}
