package dev.farrier.api;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which the head of a request does not come to its end ("slowloris"): Jetty waits for it as long as now
 * and then a byte comes. Looks every ten seconds, so within twenty. Bodies are the matter of {@link RequestBodies}.
 */
final class SlowHeaderGuard implements Connection.Listener {
    private final Scheduler scheduler;

    SlowHeaderGuard(Scheduler scheduler) {
        this.scheduler = scheduler;
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
                SendRate.WINDOW.toSeconds(),
                TimeUnit.SECONDS);
    }

    private static final class Watched {
        private final Connection connection;
        private long bytes;
        private long requests;
        /** At the last look a head had begun; it may have been a moment before. */
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
