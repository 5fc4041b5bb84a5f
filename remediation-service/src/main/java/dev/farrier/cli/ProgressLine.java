package dev.farrier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows the progress of long work on one line of a terminal, which it clears in the end. */
public final class ProgressLine {
    private static final long EVERY = Duration.ofMillis(500).toNanos();
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final int PERCENT = 100;

    private final @Nullable PrintWriter err;
    private final String verb;
    private final String unit;
    private long last = System.nanoTime() - EVERY;
    private boolean shown;

    private ProgressLine(@Nullable PrintWriter err, String verb, String unit) {
        this.err = err;
        this.verb = verb;
        this.unit = unit;
    }

    /**
     * Prints nothing unless standard error is a terminal.
     *
     * @param verb what is done, in the past tense: {@code read}
     * @param unit what is counted, in the plural: {@code records}
     */
    public static ProgressLine on(PrintWriter err, String verb, String unit) {
        return new ProgressLine(isTerminal() ? err : null, verb, unit);
    }

    /** Java itself can only say whether both standard input and output are terminals. Without /proc nothing is shown. */
    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Shows at most two states a second. When all is done, it clears the line. */
    public void show(long done, long all) {
        if (err == null) {
            return;
        }
        if (done >= all) {
            if (shown) {
                err.print("\r\u001b[K");
                err.flush();
                shown = false;
            }
            return;
        }
        long now = System.nanoTime();
        if (now - last < EVERY) {
            return;
        }
        last = now;
        shown = true;
        err.printf(Locale.ROOT, "\r%s %,d of %,d %s, %d %%\u001b[K", verb, done, all, unit, done * PERCENT / all);
        err.flush();
    }
}
