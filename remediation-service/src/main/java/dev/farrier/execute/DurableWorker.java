package dev.farrier.execute;

import dev.farrier.execute.record.Runs;
import dev.farrier.execute.record.TrustedKeys;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One executor worker, alive from {@link #start} to {@link #close}. What it leaves running is taken up again by the next
 * one on the same data directory. It closes its queue; the other ports are closed by who made them, afterwards.
 */
public final class DurableWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DurableWorker.class);
    private static final long POLL_MILLIS = 1_000;
    private static final long TICK_MILLIS = 500;
    private static final long LEAVE_MILLIS = 1_000;

    private final WorkerSettings settings;
    private final CommandQueue queue;
    private final Runners runners;
    private final Worker worker;
    private final ExecutorService actions = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("farrier-action-", 0).factory());
    private final Thread taking =
            Thread.ofPlatform().daemon().name("farrier-worker").unstarted(this::take);
    private final Thread ticking =
            Thread.ofPlatform().daemon().name("farrier-worker-tick").unstarted(this::tick);
    private final Timing timing;
    private volatile boolean closed;
    private volatile boolean ready;
    private volatile @Nullable Throwable failure;

    /**
     * @param runners by action type
     * @param runs not closed here
     */
    public DurableWorker(
            WorkerSettings settings,
            TrustedKeys trusted,
            CommandQueue queue,
            OutcomeLog log,
            Controls controls,
            Runs runs,
            Map<String, ActionRunner> runners,
            Timing timing) {
        this.settings = settings;
        this.queue = queue;
        this.timing = timing;
        Admission admission = new Admission(settings, trusted, controls);
        Slots slots = new Slots(settings.slots(), settings.waits());
        this.runners = new Runners(settings, log, admission, controls, slots, runners, actions, timing);
        this.worker = new Worker(settings, queue, log, admission, runs, slots, this.runners, timing);
    }

    public void start() {
        taking.start();
        ticking.start();
    }

    /** It has taken up what was left, and takes commands. */
    public boolean isReady() {
        return ready && failure == null && !closed;
    }

    /** Why it has stopped taking commands by itself; null: it has not. */
    public @Nullable Throwable failure() {
        return failure;
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
        try (queue) {
            while (!closed && !worker.recover()) {
                timing.pause(50);
            }
            ready = !closed;
            while (!closed) {
                worker.takeOne(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.error("worker {} takes no more commands", settings.worker(), e);
            failure = e;
        }
    }

    private void tick() {
        try {
            while (!closed) {
                runners.tick();
                timing.pause(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes nothing more, waits for what runs, then leaves it to the next incarnation; all within {@code stopWithin}.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.stopWithin() - LEAVE_MILLIS);
        worker.stop();
        runners.stop();
        try {
            // A claim on its way may still come back; then it is told that nothing was started.
            join(taking, Math.min(settings.stopWithin() / 4, 2_000));
            worker.giveUp();
            join(taking, 1_000);
            actions.shutdown();
            if (!actions.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                runners.leave();
                if (!actions.awaitTermination(LEAVE_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.warn("{} actions do not let go; left as they are", runners.count());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread, long millis) throws InterruptedException {
        if (thread.isAlive()) {
            thread.join(Math.max(1, millis));
        }
    }
}
