package dev.farrier.app.watchdog;

import dev.farrier.app.monitor.WatchdogMonitor.Status;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Watchdog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which events of the watchdog are due. Its times are those of the decider's ticks. */
final class RoundSchedule {
    /** The symptom ends this much later, at the least: by then its rung has started. */
    private static final long LEAST_DELAY = 2_000;

    private final long every;
    private final long delay;
    private final Map<String, Long> begunAt = new HashMap<>();
    private final Map<String, Long> unfinished = new HashMap<>();

    RoundSchedule(Duration every) {
        this.every = every.toMillis();
        this.delay = Math.max(LEAST_DELAY, every.toMillis() / 6);
    }

    /** The events to send now. What has begun is also ended while all is halted. */
    List<Event> due(Status status) {
        List<Event> due = new ArrayList<>();
        long now = status.now();
        begunAt.keySet().retainAll(status.sites());
        unfinished.keySet().retainAll(status.sites());
        for (String site : status.sites()) {
            Long begun = unfinished.get(site);
            if (begun != null && now >= begun + delay) {
                unfinished.remove(site);
                due.add(event(site, begun, now, Watchdog.RECOVERED));
            }
            Long last = begunAt.get(site);
            if (!status.halted() && (last == null || now >= last + every)) {
                begunAt.put(site, now);
                unfinished.put(site, now);
                due.add(event(site, now, now, Watchdog.FAILING));
            }
        }
        return due;
    }

    private static Event event(String site, long round, long now, String name) {
        String id = Watchdog.NAME + "/" + site + "/" + round + "/" + name;
        return Event.of(id, Watchdog.NAME, EventKind.EVENT, now, name, "", Map.of(Watchdog.SITE, site));
    }
}
