package dev.farrier.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Exporters that stand for hosts, and the script that starts one: run by the test at first, then by the executor. */
final class Exporters implements AutoCloseable {
    private final Path folder;
    private final Path script;
    private final Path ledger;
    private final String program;

    Exporters(Path folder, Tools tools) throws IOException {
        this.folder = folder;
        script = folder.resolve("start-exporter.sh");
        ledger = folder.resolve("ledger");
        program = tools.exporter().getFileName().toString();
        Files.writeString(ledger, "");
        Files.writeString(script, """
                #!/bin/sh
                # start-exporter.sh HOST PORT: starts it and leaves it running
                set -eu
                cd FOLDER
                setsid PROGRAM --collector.disable-defaults --collector.uname \\
                  --web.listen-address="127.0.0.1:$2" >"$1.log" 2>&1 &
                echo $! >>"$1.pids"
                echo "started $1" >>ledger
                """.replace("FOLDER", folder.toString())
                .replace("PROGRAM", tools.exporter().toString()));
    }

    Path script() {
        return script;
    }

    Path ledger() {
        return ledger;
    }

    /** What was done so far, in order; by the executor, but for the first start. */
    List<String> done(String host) throws IOException {
        return Files.readAllLines(ledger).stream()
                .filter(line -> line.endsWith(" " + host))
                .toList();
    }

    void start(String host, int port) throws Exception {
        int exit = new ProcessBuilder("sh", script.toString(), host, Integer.toString(port))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("the exporter of " + host + " does not start: exit " + exit);
        }
    }

    List<ProcessHandle> running(String host) throws IOException {
        List<ProcessHandle> running = new ArrayList<>();
        Path pids = folder.resolve(host + ".pids");
        if (Files.exists(pids)) {
            for (String pid : Files.readAllLines(pids)) {
                ProcessHandle.of(Long.parseLong(pid.strip()))
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> process.info().command().orElse("").endsWith(program))
                        .ifPresent(running::add);
            }
        }
        return running;
    }

    void kill(String host) throws Exception {
        for (ProcessHandle process : running(host)) {
            process.destroyForcibly();
            process.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() throws Exception {
        try (var files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".pids")).toList()) {
                kill(file.getFileName().toString().replace(".pids", ""));
            }
        }
    }
}
