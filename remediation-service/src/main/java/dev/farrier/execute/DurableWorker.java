package dev.farrier.execute;

import dev.farrier.execute.record.RecordBytes;
import dev.farrier.execute.record.Runs;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.model.WorkerInstance;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One executor worker, alive from {@link #start} to {@link #close}. What it leaves running is taken up again by the next
 * one on the same data directory. The ports are closed by who made them, afterwards.
 */
public final class DurableWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DurableWorker.class);
    private static final long POLL_MILLIS = 100;
    private static final long TICK_MILLIS = 500;
    private static final long LEAVE_MILLIS = 1_000;

    /** So long it may say that it goes, and give back what it was sent. */
    private static final long FAREWELL_MILLIS = 500;

    private final WorkerSettings settings;
    private final WorkerInstance me;
    private final Runners runners;
    private final Claims claims;
    private final Worker worker;
    private final ExecutorService actions = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("farrier-action-", 0).factory());
    private final Thread taking =
            Thread.ofPlatform().daemon().name("farrier-worker").unstarted(this::take);
    private final Thread ticking =
            Thread.ofPlatform().daemon().name("farrier-worker-tick").unstarted(this::tick);
    private final Timing timing;
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile @Nullable String failure;
    private volatile @Nullable String tickFailure;

    /**
     * @param runners by action type
     * @param runs not closed here
     */
    public DurableWorker(
            WorkerInstance me,
            WorkerSettings settings,
            TrustedKeys trusted,
            CommandReader commands,
            OutcomeLog log,
            Controls controls,
            Runs runs,
            RecordBytes bytes,
            Map<String, ActionRunner> runners,
            Timing timing) {
        this.settings = settings;
        this.me = me;
        this.timing = timing;
        Admission admission = new Admission(settings, runners.keySet(), controls);
        Sight sight = new Sight(settings.readWithin(), commands, controls, log, timing);
        Slots slots = new Slots(settings.slots());
        this.runners = new Runners(settings, log, admission, sight, controls, slots, runners, actions, timing);
        this.claims = new Claims(log, slots, this.runners, actions, timing);
        Recovery recovery = new Recovery(me, settings, runs, log, this.runners, timing);
        Inbox inbox = new Inbox(me, trusted, bytes);
        this.worker = new Worker(
                me,
                settings,
                trusted,
                runners.keySet(),
                new Worker.Parts(
                        commands, controls, log, inbox, admission, sight, runs, recovery, slots, claims, this.runners),
                timing);
    }

    public void start() {
        taking.start();
        ticking.start();
    }

    /** Why it takes no commands, or can't tell how they end; null: it does and can. */
    public @Nullable String problem() {
        if (closing) {
            return "it is shutting down";
        }
        if (failure != null) {
            return failure;
        }
        return tickFailure != null ? tickFailure : worker.problem();
    }

    /** Actions that run here now, waits included. */
    public int running() {
        return runners.count();
    }

    /** Outcomes that wait for Kafka. */
    public int undelivered() {
        return runners.undelivered();
    }

    private void take() {
        try {
            while (!closed) {
                try {
                    worker.turn(POLL_MILLIS);
                    failure = null;
                } catch (RuntimeException e) {
                    String now = "taking commands failed: " + e;
                    if (!now.equals(failure)) {
                        LOG.error("worker {}: taking commands failed; it is tried again", me, e);
                    }
                    failure = now;
                    timing.pause(TICK_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever goes wrong once must not end the telling of outcomes. */
    private void tick() {
        try {
            while (!closed) {
                try {
                    runners.tick();
                    tickFailure = null;
                } catch (RuntimeException e) {
                    String now = "telling outcomes failed: " + e;
                    if (!now.equals(tickFailure)) {
                        LOG.error("worker {}: telling outcomes failed; it is tried again", me, e);
                    }
                    tickFailure = now;
                }
                timing.pause(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes nothing more, gives back what it was sent and has not claimed, waits for what runs, then leaves it to the next
     * life; all within {@code stopWithin}.
     */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.stopWithin() - LEAVE_MILLIS);
        worker.drain();
        runners.stop();
        try {
            // Claims on their way come back meanwhile; then it is told that nothing was started.
            long farewell = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
            while (System.nanoTime() < deadline
                    && (System.nanoTime() < farewell || runners.count() > 0 || claims.count() > 0)) {
                timing.pause(50);
            }
            if (runners.count() > 0) {
                runners.leave();
            }
            actions.shutdown();
            if (!actions.awaitTermination(LEAVE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("{} actions do not let go; left as they are", runners.count());
            }
            closed = true;
            taking.join(LEAVE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
        }
    }
}
