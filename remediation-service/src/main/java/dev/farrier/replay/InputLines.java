package dev.farrier.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Splits a stream into lines. Bytes after the last line break are a line too. */
public final class InputLines {
    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;

    private InputLines(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /**
     * Calls {@code each} with every line, without its line break.
     *
     * @param limit bytes; the rest of a longer line is dropped
     */
    public static void forEach(InputStream in, int limit, Consumer<byte[]> each) throws IOException {
        InputLines lines = new InputLines(in, limit);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            each.accept(line);
        }
    }

    /** Null at the end. */
    private byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean any = false;
        boolean inHole = true;
        while (true) {
            if (start == end) {
                end = Math.max(0, in.read(buffer));
                start = 0;
                if (end == 0) {
                    return any ? line.toByteArray() : null;
                }
            }
            any = true;
            // A writer that keeps its position in a truncated file leaves as many NUL bytes as were cut off
            while (inHole && start < end && buffer[start] == 0) {
                start++;
            }
            inHole = start == end;
            int stop = start;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            line.write(buffer, start, Math.min(stop - start, limit - line.size()));
            boolean complete = stop < end;
            start = complete ? stop + 1 : stop;
            if (complete) {
                return line.toByteArray();
            }
        }
    }
}
