package dev.farrier.execute.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker of an executor, from {@link #start} to {@link #close}: a thread that reads commands and one that delivers outcomes.
 * When it is asked to stop, it takes no more commands and waits for running actions ({@code executor.drain}); the next worker on
 * the same data directory takes up what this one leaves running.
 */
public final class DurableWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DurableWorker.class);
    private static final long POLL_MILLIS = 100;
    private static final long TICK_MILLIS = 500;
    private static final long LEAVE_MILLIS = 1_000;

    /** Time to report that it is draining, and to refuse what it was sent. */
    private static final long FAREWELL_MILLIS = 500;

    private final WorkerContext context;
    private final CommandLoop loop;
    private final ActionExecutor actions;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("farrier-action-", 0).factory());
    private final Thread commandThread =
            Thread.ofPlatform().daemon().name("farrier-worker").unstarted(this::readCommands);
    private final Thread deliveryThread =
            Thread.ofPlatform().daemon().name("farrier-worker-tick").unstarted(this::deliverOutcomes);
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile @Nullable String failure;
    private volatile @Nullable String deliveryFailure;

    public DurableWorker(WorkerContext context) {
        this.context = context;
        this.loop = new CommandLoop(context, threads);
        this.actions = loop.actions();
    }

    public void start() {
        commandThread.start();
        deliveryThread.start();
    }

    /** Why it takes no commands, or can't deliver outcomes; null: it does both. */
    public @Nullable String problem() {
        if (closing) {
            return "it is shutting down";
        }
        if (failure != null) {
            return failure;
        }
        return deliveryFailure != null ? deliveryFailure : loop.problem();
    }

    /** Actions that run here now, waits included. */
    public int running() {
        return actions.count();
    }

    /** Outcomes that wait for Kafka. */
    public int undelivered() {
        return actions.undelivered();
    }

    private void readCommands() {
        try {
            while (!closed) {
                try {
                    loop.runOnce(POLL_MILLIS);
                    failure = null;
                } catch (RuntimeException e) {
                    String now = "taking commands failed: " + e;
                    if (!now.equals(failure)) {
                        LOG.error("worker {}: the loop that takes commands failed; trying again", context.me(), e);
                    }
                    failure = now;
                    context.timing().pause(TICK_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One failure must not end the delivery of outcomes. */
    private void deliverOutcomes() {
        try {
            while (!closed) {
                try {
                    actions.tick();
                    deliveryFailure = null;
                } catch (RuntimeException e) {
                    String now = "telling outcomes failed: " + e;
                    if (!now.equals(deliveryFailure)) {
                        LOG.error("worker {}: sending outcomes failed; trying again", context.me(), e);
                    }
                    deliveryFailure = now;
                }
                context.timing().pause(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes nothing more, refuses what it was sent and has not claimed, waits for running actions, then leaves them to the next
     * incarnation; all within {@code stopWithin}.
     */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        long deadline = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(context.settings().stopWithin() - LEAVE_MILLIS);
        loop.drain();
        actions.stop();
        if (actions.count() > 0) {
            LOG.info(
                    "worker {} stops: it takes no more commands, and waits up to {} s for {} running actions",
                    context.me(),
                    TimeUnit.MILLISECONDS.toSeconds(context.settings().stopWithin()),
                    actions.count());
        }
        try {
            // Pending claims are read back meanwhile; their commands end as not started.
            long farewell = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
            while (System.nanoTime() < deadline
                    && (System.nanoTime() < farewell
                            || actions.count() > 0
                            || loop.claims().count() > 0)) {
                context.timing().pause(50);
            }
            if (actions.count() > 0) {
                actions.leaveAll();
            }
            threads.shutdown();
            if (!threads.awaitTermination(LEAVE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("{} actions did not hand over in time; the worker ends without them", actions.count());
            }
            closed = true;
            commandThread.join(LEAVE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
        }
    }
}
