package dev.farrier.demo.bridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Lines as rsyslog writes them with its ISO time: {@code 2026-06-09T06:06:20.123Z mb-01 media-bridge[7]: message}. */
final class BridgeLog {
    private final Path file;
    private final String head;

    BridgeLog(BridgeFiles files) {
        this.file = files.log();
        this.head =
                " " + files.name() + " media-bridge[" + ProcessHandle.current().pid() + "]: ";
    }

    void say(String message) {
        String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        try {
            Files.write(
                    file,
                    (time + head + message + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
