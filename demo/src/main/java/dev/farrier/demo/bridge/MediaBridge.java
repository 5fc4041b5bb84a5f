package dev.farrier.demo.bridge;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server that the demo repairs; arguments: {@code HOME NAME}. It takes sessions, which end after some seconds, records them,
 * sends a heartbeat each second, writes a log, and ends when its owner's process is gone. Its faults are real: see {@link
 * BridgeHttp}.
 */
public final class MediaBridge {
    /** Exit status when another process of this bridge runs. */
    static final int ALREADY_RUNNING = 3;

    private static final Duration LOCK_WAIT = Duration.ofSeconds(1);

    private final BridgeFiles files;
    private final BridgeConfig config;
    private final BridgeLog log;
    private final BridgeLedger ledger;
    private final Recordings recordings;
    private final Cache cache;
    private final Sessions sessions;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private volatile boolean sound;
    private volatile boolean decoderBroken;
    private volatile boolean ending;

    private MediaBridge(BridgeFiles files, BridgeConfig config) throws IOException {
        this.files = files;
        this.config = config;
        this.log = new BridgeLog(files);
        this.ledger = new BridgeLedger(files.ledger());
        this.recordings = new Recordings(files.recordings(), config.quota());
        this.cache = new Cache(files);
        this.sound = cache.isSound();
        this.sessions = new Sessions(config.slots(), recordings, "s" + System.currentTimeMillis());
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 2) {
            System.err.println("usage: MediaBridge HOME NAME");
            System.exit(2);
        }
        BridgeFiles files = new BridgeFiles(Path.of(args[0]), args[1]);
        BridgeConfig config = BridgeConfig.load(files);
        // The garbage collector frees a lock that nothing refers to, so this thread holds it and waits.
        try (FileLock lock = lock(files.lock())) {
            if (lock == null) {
                System.err.println(files.name() + " is already running");
                System.exit(ALREADY_RUNNING);
            }
            Files.writeString(files.pid(), ProcessStamp.own().toString());
            new MediaBridge(files, config).run();
            new CountDownLatch(1).await();
        }
    }

    /** Tries for a second, since {@link BridgeControl#isRunning} takes the lock for a moment. Null: another process has it. */
    private static @Nullable FileLock lock(Path file) throws IOException, InterruptedException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long until = System.nanoTime() + LOCK_WAIT.toNanos();
        FileLock lock = channel.tryLock();
        while (lock == null && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(20);
            lock = channel.tryLock();
        }
        return lock;
    }

    private void run() throws IOException {
        recordCutSessions();
        BridgeHttp http = new BridgeHttp(config.port(), this);
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
        clock.scheduleAtFixedRate(guarded(this::checkHealth), 0, 1, TimeUnit.SECONDS);
        if (!config.heartbeats().isEmpty()) {
            EventClient heartbeats = new EventClient(config.heartbeats());
            // on its own thread, so that a slow answer of Farrier delays nothing else
            Thread.ofPlatform().daemon().start(() -> beat(heartbeats));
        }
        http.start();
        log.say("started on port " + config.port());
    }

    private void recordCutSessions() throws IOException {
        for (String session : recordings.cut()) {
            ledger.add(files.name(), BridgeLedger.NOBODY, BridgeLedger.CUT + " " + session);
        }
    }

    /** Once a second. */
    private void checkHealth() throws IOException {
        if (config.owner().find().isEmpty()) {
            System.exit(0); // without shutdown of parts that may be gone
        }
        sound = cache.isSound();
        if (!sound) {
            log.say("error: the cache is corrupt, serving nothing");
        }
        if (decoderBroken) {
            for (int i = 0; i < 3; i++) {
                log.say("error: decoder lost sync, frame dropped");
            }
        }
        log.say("status ok, " + sessions.live() + " sessions, " + sessions.free() + " slots free");
    }

    private void beat(EventClient heartbeats) {
        String event = "{\"name\":\"heartbeat\",\"labels\":{\"host\":\"" + files.name() + "\"}}";
        long next = System.nanoTime();
        while (!ending) {
            try {
                heartbeats.post(event);
            } catch (IOException e) {
                // Farrier is down; the next heartbeat may reach it
            }
            next += Duration.ofSeconds(1).toNanos();
            long pause = next - System.nanoTime();
            if (pause < 0) {
                next = System.nanoTime();
            } else {
                try {
                    TimeUnit.NANOSECONDS.sleep(pause);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    /**
     * @param seconds after which the session ends
     * @return the name of the session
     */
    String open(int seconds) throws Sessions.SessionRefusedException, IOException {
        try {
            String session = sessions.open();
            clock.schedule(guarded(() -> sessions.end(session)), seconds, TimeUnit.SECONDS);
            return session;
        } catch (Sessions.SessionRefusedException e) {
            log.say("error: session refused: " + e.getMessage());
            throw e;
        }
    }

    void drain(boolean on, String incident) throws IOException {
        sessions.drain(on);
        done(on ? "drain" : "undrain", incident);
    }

    void resetDecoder(String incident) throws IOException {
        decoderBroken = false;
        done("reset decoder", incident);
    }

    private void done(String what, String incident) throws IOException {
        ledger.add(files.name(), incident, what);
        log.say(what);
    }

    void breakDecoder() {
        decoderBroken = true;
    }

    Sessions sessions() {
        return sessions;
    }

    boolean isSound() {
        return sound;
    }

    /** On SIGTERM: live sessions are cut, which the ledger records. */
    private void end() {
        ending = true;
        clock.shutdownNow();
        try {
            List<String> cut = recordings.cut();
            for (String session : cut) {
                ledger.add(files.name(), BridgeLedger.NOBODY, BridgeLedger.CUT + " " + session);
            }
            log.say("ended, " + cut.size() + " sessions cut");
        } catch (IOException e) {
            e.printStackTrace();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** A scheduled task that throws would not run again. */
    private Runnable guarded(Work work) {
        return () -> {
            try {
                work.run();
            } catch (IOException | RuntimeException e) {
                if (!ending) {
                    e.printStackTrace();
                }
            }
        };
    }
}
