package dev.farrier.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lines of a stream as bytes, one at a time. What follows the last line break is a line too, if it is not empty. */
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
     * Hands over every line to the end, without its line break.
     *
     * @param limit bytes of a line that are kept; the rest of a longer one is passed over
     */
    public static void forEach(InputStream in, int limit, Consumer<byte[]> each) throws IOException {
        InputLines lines = new InputLines(in, limit);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            each.accept(line);
        }
    }

    /** Without its line break; null at the end. */
    private byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean any = false;
        boolean hole = true;
        while (true) {
            if (start == end) {
                end = Math.max(0, in.read(buffer));
                start = 0;
                if (end == 0) {
                    return any ? line.toByteArray() : null;
                }
            }
            any = true;
            // a file that was truncated while its writer kept its place begins with as many NUL bytes as were cut off
            while (hole && start < end && buffer[start] == 0) {
                start++;
            }
            hole = start == end;
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
