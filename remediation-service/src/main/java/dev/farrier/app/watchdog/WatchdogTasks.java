package dev.farrier.app.watchdog;

import dev.farrier.app.PeriodicTask;
import dev.farrier.app.config.PingUrl;
import dev.farrier.app.config.Settings.WatchdogSettings;
import dev.farrier.app.monitor.WatchdogMonitor;
import dev.farrier.model.Event;
import dev.farrier.stream.client.EventProducer;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the watchdog's events where the decider runs, and pings the address outside while all is well. */
public final class WatchdogTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchdogTasks.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(10);

    private final EventProducer events;
    private final WatchdogMonitor monitor;
    private final RoundSchedule schedule;
    private final PeriodicTask sending;
    private final @Nullable PeriodicTask pinging;
    /** By {@link System#nanoTime}; used on the thread of the pings alone, as {@link #failing} is on that of the events. */
    private long pingedAt;

    private boolean failing;

    private WatchdogTasks(
            WatchdogSettings settings, EventProducer events, WatchdogMonitor monitor, MeterRegistry registry) {
        this.events = events;
        this.monitor = monitor;
        this.schedule = new RoundSchedule(settings.every());
        this.pingedAt = System.nanoTime() - settings.every().toNanos();
        Meters.WATCHDOG_PINGS.count(registry, 0, OutsidePing.DELIVERED);
        Meters.WATCHDOG_PINGS.count(registry, 0, OutsidePing.FAILED);
        PingUrl url = settings.pingUrl();
        this.pinging = url == null
                ? null
                : startPinging(settings, new OutsidePing(url, settings.pingMethod(), PING_TIMEOUT, registry));
        monitor.start();
        this.sending = PeriodicTask.start("farrier-watchdog", LOOK_EVERY, this::send);
    }

    /** @param events closed with this */
    public static WatchdogTasks start(
            WatchdogSettings settings, EventProducer events, WatchdogMonitor monitor, MeterRegistry registry) {
        return new WatchdogTasks(settings, events, monitor, registry);
    }

    private PeriodicTask startPinging(WatchdogSettings settings, OutsidePing ping) {
        long every = settings.every().toNanos();
        // One round may fail; two are a fault.
        Duration within = settings.every().multipliedBy(5).dividedBy(2);
        return PeriodicTask.start(
                "farrier-watchdog-ping",
                LOOK_EVERY,
                () -> {
                    if (System.nanoTime() - pingedAt >= every && monitor.isWell(within)) {
                        pingedAt = System.nanoTime();
                        ping.send();
                    }
                },
                ping::close);
    }

    private void send() throws InterruptedException {
        List<Event> due = monitor.status().map(schedule::due).orElse(List.of());
        if (due.isEmpty()) {
            return;
        }
        try {
            events.send(due, List.of()).get();
            failing = false;
        } catch (ExecutionException | RuntimeException e) {
            if (!failing) {
                LOG.warn(
                        "The watchdog's events can't be sent: {}; later failures are not logged",
                        String.valueOf(e.getCause() == null ? e : e.getCause()));
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        sending.close();
        if (pinging != null) {
            pinging.close();
        }
        events.close();
    }
}
