package dev.farrier.demo.fleet;

import dev.farrier.demo.bridge.BridgeConfig;
import dev.farrier.demo.bridge.BridgeControl;
import dev.farrier.demo.bridge.BridgeFiles;
import dev.farrier.demo.bridge.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Breaks one bridge, or repairs it as a person would. Knows nothing of Farrier. */
public final class Injector {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LIVE_SESSIONS = 3;
    private static final int SESSION_SECONDS = 8;

    private final Path home;

    /** @param home the folder of the running demo */
    public Injector(Path home) {
        this.home = home;
    }

    /** @throws IOException when it could not be done, e.g. because the bridge is down or does not exist */
    public void inject(Fault fault, String bridge) throws IOException {
        BridgeFiles files = files(bridge);
        BridgeControl control = new BridgeControl(files, Ledger.NOBODY);
        if (!control.isRunning()) {
            throw new IOException(bridge + " is down already");
        }
        switch (fault) {
            case CRASH -> control.kill();
            case HANG, LOG_ERRORS -> post(files, "/faults/" + fault.title());
            case DISK_FULL -> fillDisk(files);
            case STUCK_SESSIONS -> stickSessions(files);
            case CORRUPT_CACHE -> Files.write(files.cacheIndex(), new byte[] {0, 1, 2, 3});
            case BROKEN_HOST -> {
                Files.move(files.config(), lost(files), StandardCopyOption.REPLACE_EXISTING);
                control.kill();
            }
        }
    }

    /** What a person would do after {@link Fault#BROKEN_HOST}, or any other: put everything right and start it. */
    public void repair(String bridge) throws IOException {
        BridgeFiles files = files(bridge);
        if (Files.exists(lost(files))) {
            Files.move(lost(files), files.config(), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(files.cacheIndex());
        Files.deleteIfExists(filler(files));
        new BridgeControl(files, Ledger.NOBODY).restart();
    }

    private BridgeFiles files(String bridge) throws IOException {
        BridgeFiles files = new BridgeFiles(home, bridge);
        if (!Files.isDirectory(files.folder())) {
            throw new IOException("there is no bridge " + bridge);
        }
        return files;
    }

    /** More than the quota leaves, by a part. */
    private static void fillDisk(BridgeFiles files) throws IOException {
        long quota = BridgeConfig.load(files).quota();
        Files.write(filler(files), new byte[Math.toIntExact(quota + quota / 10)]);
    }

    /** While sessions live, so that it must really be drained. */
    private static void stickSessions(BridgeFiles files) throws IOException {
        for (int i = 0; i < LIVE_SESSIONS; i++) {
            post(files, "/sessions/new?seconds=" + SESSION_SECONDS);
        }
        post(files, "/faults/stuck-sessions");
    }

    private static void post(BridgeFiles files, String path) throws IOException {
        String url = "http://127.0.0.1:" + BridgeConfig.load(files).port() + path;
        Web.Answer answer = Web.post(url, "", PATIENCE);
        if (answer.status() >= 300) {
            throw new IOException(url + " answered " + answer.status() + " " + answer.text());
        }
    }

    private static Path filler(BridgeFiles files) {
        return files.recordings().resolve("runaway.rec");
    }

    private static Path lost(BridgeFiles files) {
        return files.folder().resolve("bridge.properties.lost");
    }
}
