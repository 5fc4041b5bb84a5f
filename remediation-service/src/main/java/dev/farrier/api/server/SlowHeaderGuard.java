package dev.farrier.api.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which the head of a request does not end ("slowloris"): Jetty waits as long as now and then a byte comes.
 * It closes them within two windows. {@link dev.farrier.api.RequestBodies} does the same for bodies.
 */
final class SlowHeaderGuard implements Connection.Listener {
    private final Scheduler scheduler;
    private final Duration window;

    /** @param window in which a head that has begun must end, counted from a check; the checks are as far apart */
    SlowHeaderGuard(Scheduler scheduler, Duration window) {
        this.scheduler = scheduler;
        this.window = window;
    }

    @Override
    public void onOpened(Connection connection) {
        lookLater(new Watched(connection));
    }

    private void lookLater(Watched watched) {
        scheduler.schedule(
                () -> {
                    if (!watched.connection.getEndPoint().isOpen()) {
                        return;
                    }
                    if (watched.isStuck()) {
                        watched.connection.getEndPoint().close();
                    } else {
                        lookLater(watched);
                    }
                },
                window.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static final class Watched {
        private final Connection connection;
        private long bytes;
        private long requests;
        /** Whether a head had begun at the last check. */
        private boolean begun;

        private Watched(Connection connection) {
            this.connection = connection;
        }

        boolean isStuck() {
            long bytesNow = connection.getBytesIn();
            long requestsNow = connection.getMessagesIn();
            boolean none = requestsNow == requests && requestsNow == connection.getMessagesOut();
            boolean stuck = begun && none;
            begun = none && bytesNow > bytes;
            bytes = bytesNow;
            requests = requestsNow;
            return stuck;
        }
    }
}
