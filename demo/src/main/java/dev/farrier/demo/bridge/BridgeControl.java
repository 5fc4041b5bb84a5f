package dev.farrier.demo.bridge;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts and stops one bridge. It runs while its process holds the lock file, which the kernel frees however the process ends.
 * The pid file says which process to end, with its start time, so that no other process is hit.
 */
public final class BridgeControl {
    private static final Duration START_WAIT = Duration.ofSeconds(20);
    private static final Duration STOP_WAIT = Duration.ofSeconds(3);

    private final BridgeFiles files;
    private final BridgeLedger ledger;
    private final String incident;

    /** @param incident that asked for it; {@link BridgeLedger#NOBODY}: none */
    public BridgeControl(BridgeFiles files, String incident) {
        this.files = files;
        this.ledger = new BridgeLedger(files.ledger());
        this.incident = incident;
    }

    /**
     * Returns when the bridge answers. Does nothing when it runs.
     *
     * @throws IOException when it does not start; the message says why
     */
    public void start() throws IOException {
        alone("start", this::doStart);
    }

    /** Returns when the bridge has ended; kills it after 3 seconds. Does nothing when it does not run. */
    public void stop() throws IOException {
        alone("stop", this::doStop);
    }

    public void restart() throws IOException {
        alone("restart", () -> {
            doStop();
            doStart();
        });
    }

    /** As {@code kill -9}. */
    public void kill() throws IOException {
        process().ifPresent(ProcessHandle::destroyForcibly);
        awaitEnd(STOP_WAIT);
    }

    public boolean isRunning() throws IOException {
        try (FileChannel channel = open(files.lock());
                FileLock lock = channel.tryLock()) {
            return lock == null;
        }
    }

    /** Empty when the bridge does not run. */
    public Optional<ProcessHandle> process() throws IOException {
        if (!isRunning() || !Files.exists(files.pid())) {
            return Optional.empty();
        }
        String text = Files.readString(files.pid());
        return text.isBlank() ? Optional.empty() : ProcessStamp.parse(text).find();
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Excludes other processes that control the bridge, and writes the ledger. */
    private void alone(String what, Work work) throws IOException {
        Files.createDirectories(files.folder());
        try (FileChannel channel = open(files.controlLock());
                FileLock lock = channel.lock()) {
            ledger.add(files.name(), incident, what + " begins");
            try {
                work.run();
                ledger.add(files.name(), incident, what + " ends");
            } catch (IOException e) {
                ledger.add(files.name(), incident, what + " fails: " + e.getMessage());
                throw e;
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private void doStart() throws IOException {
        if (isRunning()) {
            return;
        }
        BridgeConfig config = BridgeConfig.load(files);
        Process process = launch();
        long until = System.nanoTime() + START_WAIT.toNanos();
        while (!accepts(config.port())) {
            if (!process.isAlive()) {
                throw new IOException(files.name() + " ended at its start, see " + files.console());
            }
            if (System.nanoTime() > until) {
                throw new IOException(files.name() + " does not answer on port " + config.port());
            }
            pause();
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid"); // the bridge outlives the session of its starter
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                classpath(),
                MediaBridge.class.getName(),
                files.home().toString(),
                files.name()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(files.folder().toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.console().toFile()));
        builder.environment().clear(); // it belongs to nobody's action
        return builder.start();
    }

    /** The jar or folder of this class, which is all that a bridge needs. */
    static String classpath() {
        try {
            return Path.of(BridgeControl.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void doStop() throws IOException {
        Optional<ProcessHandle> process = process();
        process.ifPresent(ProcessHandle::destroy);
        if (!awaitEnd(STOP_WAIT)) {
            process().ifPresent(ProcessHandle::destroyForcibly);
            if (!awaitEnd(STOP_WAIT)) {
                throw new IOException(files.name() + " can't be stopped");
            }
        }
        Files.deleteIfExists(files.pid());
    }

    private boolean awaitEnd(Duration wait) throws IOException {
        long until = System.nanoTime() + wait.toNanos();
        while (isRunning()) {
            if (System.nanoTime() > until) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
