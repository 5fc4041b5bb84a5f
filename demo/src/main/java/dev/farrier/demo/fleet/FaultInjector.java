package dev.farrier.demo.fleet;

import dev.farrier.demo.bridge.BridgeConfig;
import dev.farrier.demo.bridge.BridgeControl;
import dev.farrier.demo.bridge.BridgeFiles;
import dev.farrier.demo.bridge.BridgeLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Breaks one bridge, or repairs it as a person would, without Farrier. */
public final class FaultInjector {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LIVE_SESSIONS = 3;
    private static final int SESSION_SECONDS = 8;

    private final Path home;

    /** @param home the folder of the running demo */
    public FaultInjector(Path home) {
        this.home = home;
    }

    /** @throws IOException when the fault could not be injected, e.g. because the bridge is down or does not exist */
    public void inject(DemoFault fault, String bridge) throws IOException {
        BridgeFiles files = files(bridge);
        BridgeControl control = new BridgeControl(files, BridgeLedger.NOBODY);
        if (!control.isRunning()) {
            throw new IOException(bridge + " is down already");
        }
        switch (fault) {
            case CRASH -> control.kill();
            case HANG, LOG_ERRORS -> post(files, "/faults/" + fault.title());
            case DISK_FULL -> fillDisk(files);
            case STUCK_SESSIONS -> leakSlots(files);
            case CORRUPT_CACHE -> Files.write(files.cacheIndex(), new byte[] {0, 1, 2, 3});
            case BROKEN_HOST -> {
                Files.move(files.config(), lostConfig(files), StandardCopyOption.REPLACE_EXISTING);
                control.kill();
            }
        }
    }

    /** What a person would do after any fault: restore all files and start the bridge. */
    public void repair(String bridge) throws IOException {
        BridgeFiles files = files(bridge);
        if (Files.exists(lostConfig(files))) {
            Files.move(lostConfig(files), files.config(), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(files.cacheIndex());
        Files.deleteIfExists(filler(files));
        new BridgeControl(files, BridgeLedger.NOBODY).restart();
    }

    private BridgeFiles files(String bridge) throws IOException {
        BridgeFiles files = new BridgeFiles(home, bridge);
        if (!Files.isDirectory(files.folder())) {
            throw new IOException("there is no bridge " + bridge);
        }
        return files;
    }

    /** One tenth more than the quota. */
    private static void fillDisk(BridgeFiles files) throws IOException {
        long quota = BridgeConfig.load(files).quota();
        Files.write(filler(files), new byte[Math.toIntExact(quota + quota / 10)]);
    }

    /** With live sessions, so that a drain is needed. */
    private static void leakSlots(BridgeFiles files) throws IOException {
        for (int i = 0; i < LIVE_SESSIONS; i++) {
            post(files, "/sessions/new?seconds=" + SESSION_SECONDS);
        }
        post(files, "/faults/stuck-sessions");
    }

    private static void post(BridgeFiles files, String path) throws IOException {
        String url = "http://127.0.0.1:" + BridgeConfig.load(files).port() + path;
        LocalHttp.Answer answer = LocalHttp.post(url, "", PATIENCE);
        if (answer.status() >= 300) {
            throw new IOException(url + " answered " + answer.status() + " " + answer.text());
        }
    }

    private static Path filler(BridgeFiles files) {
        return files.recordings().resolve("runaway.rec");
    }

    private static Path lostConfig(BridgeFiles files) {
        return files.folder().resolve("bridge.properties.lost");
    }
}
