package dev.farrier.cli.replay;

import dev.farrier.replay.topic.TopicReplay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Shows the progress of a replay on one line of a terminal. */
final class ProgressLine implements TopicReplay.ProgressListener {
    private static final long EVERY = Duration.ofMillis(500).toNanos();
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private final PrintWriter err;
    private long last = System.nanoTime();

    private ProgressLine(PrintWriter err) {
        this.err = err;
    }

    /** Prints nothing unless standard error is a terminal. */
    static TopicReplay.ProgressListener on(PrintWriter err) {
        return isTerminal() ? new ProgressLine(err) : (read, all) -> {};
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

    @Override
    public void progress(long read, long all) {
        long now = System.nanoTime();
        if (now - last < EVERY && read < all) {
            return;
        }
        last = now;
        String line = String.format(
                Locale.ROOT,
                "read %,d of %,d records, %d %%",
                read,
                all,
                all == 0 ? 100 : Math.min(100, read * 100 / all));
        err.print("\r" + line + "\u001b[K" + (read >= all ? "\r\u001b[K" : ""));
        err.flush();
    }
}
