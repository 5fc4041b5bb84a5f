package dev.farrier.benchmarks.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Lines to look through: those of a folder, in no order, or made ones that look as services' lines do. */
final class LogLines {
    private static final int MADE = 12_000;
    private static final String[] SUBJECTS = {
        "session",
        "worker",
        "connection",
        "block",
        "request",
        "lease",
        "snapshot",
        "volume",
        "replica",
        "certificate",
        "queue",
        "partition",
        "transaction",
        "heartbeat",
        "cache entry",
        "upload",
        "user",
        "token",
        "job",
        "index segment"
    };
    private static final String[] VERBS = {
        "opened",
        "closed",
        "timed out",
        "was refused",
        "could not be allocated",
        "is full",
        "expired",
        "was moved to another node",
        "failed its checksum",
        "is not known",
        "was retried",
        "fell behind",
        "recovered",
        "is being verified",
        "was dropped"
    };
    private static final String[] PROGRAMS = {
        "media-bridge", "sshd", "kubelet", "dfs.DataNode", "org.acme.net.SessionPool", "nginx", "postgres", "systemd"
    };

    private LogLines() {}

    /** @param folder with {@code *.log} files; empty: lines are made */
    static List<String> of(String folder) throws IOException {
        List<String> lines = folder.isEmpty() ? made() : read(Path.of(folder));
        Collections.shuffle(lines, new Random(1));
        return lines;
    }

    private static List<String> read(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
                // every byte is a character: logs are not always UTF-8
                lines.addAll(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
            }
        }
        if (lines.isEmpty()) {
            throw new IOException("no lines in *.log of " + folder);
        }
        return lines;
    }

    private static List<String> made() {
        Random random = new Random(2);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < MADE; i++) {
            lines.add(
                    "2026-01-%02d %02d:%02d:%02d,%03d %s [%s-%d] %s: %s %d of tenant-%d %s after %d ms, peer 10.%d.%d.%d:%d, attempt %d"
                            .formatted(
                                    1 + random.nextInt(28),
                                    random.nextInt(24),
                                    random.nextInt(60),
                                    random.nextInt(60),
                                    random.nextInt(1_000),
                                    random.nextInt(10) == 0 ? "ERROR" : "INFO",
                                    "pool",
                                    random.nextInt(32),
                                    PROGRAMS[random.nextInt(PROGRAMS.length)],
                                    SUBJECTS[random.nextInt(SUBJECTS.length)],
                                    random.nextInt(100_000),
                                    random.nextInt(500),
                                    VERBS[random.nextInt(VERBS.length)],
                                    random.nextInt(60_000),
                                    random.nextInt(256),
                                    random.nextInt(256),
                                    random.nextInt(256),
                                    1_024 + random.nextInt(60_000),
                                    random.nextInt(5)));
        }
        return lines;
    }
}
