package dev.farrier.cli.serve;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Waits for SIGTERM or SIGINT; a second one ends the process at once, of which a shutdown hook would not be notified.
 */
final class ShutdownSignals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownSignals.class);
    private static final int SIGNALLED = 128;

    private final Map<Signal, SignalHandler> before = new HashMap<>();
    private final CountDownLatch requested = new CountDownLatch(1);

    private @Nullable Thread starting;

    private ShutdownSignals() {}

    static ShutdownSignals onSignals() {
        ShutdownSignals shutdown = new ShutdownSignals();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal signal = new Signal(name);
            shutdown.before.put(signal, Signal.handle(signal, shutdown::signalled));
        }
        return shutdown;
    }

    private void signalled(Signal signal) {
        if (requested.getCount() == 0) {
            LOG.warn("Second SIG{}: the process ends at once", signal.getName());
            Runtime.getRuntime().halt(SIGNALLED + signal.getNumber());
        }
        synchronized (this) {
            requested.countDown();
            if (starting != null) {
                starting.interrupt();
            }
        }
    }

    /** From now until {@link #started} a signal interrupts the calling thread. */
    synchronized void starting() {
        starting = Thread.currentThread();
        if (requested()) {
            starting.interrupt();
        }
    }

    /** Clears an interrupt that a signal has set. */
    synchronized void started() {
        starting = null;
        var unused = Thread.interrupted();
    }

    boolean requested() {
        return requested.getCount() == 0;
    }

    /** Whether a signal came within the timeout. */
    boolean await(Duration timeout) throws InterruptedException {
        return requested.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Restores the handlers from before. */
    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}
