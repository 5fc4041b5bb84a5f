package dev.farrier.app.monitor;

import dev.farrier.decide.Decider;
import dev.farrier.model.StandingHalt;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When the watchdog's last round of each site went through the whole loop, as the decider in this process knows. While
 * everything, or its site, is halted, another process decides, or the watchdog is off, it knows nothing. Thread-safe.
 */
public final class WatchdogMonitor {
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Map<String, SiteRounds> rounds = new ConcurrentHashMap<>();
    /** Used on the decider's thread alone. */
    private final Set<String> meteredSites = new HashSet<>();

    private volatile boolean started;
    private volatile @Nullable Status status;

    /**
     * What the decider said at its last tick.
     *
     * @param now the tick's record time, epoch milliseconds
     * @param halted everything is
     * @param sites whose topics can be used, but those that are halted by themselves
     * @param canCall whether a worker could call a person
     */
    public record Status(long now, boolean halted, SortedSet<String> sites, boolean canCall) {
        public Status {
            sites = Collections.unmodifiableSortedSet(new TreeSet<>(sites));
        }
    }

    /**
     * @param since when the last full round began, or from when on one was due, epoch milliseconds
     * @param any whether there was a full one
     */
    private record SiteRounds(long since, boolean any) {}

    public WatchdogMonitor(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** To be called where rounds are sent: else no age would ever be right. */
    public void start() {
        started = true;
    }

    void ticked(Decider decider, long now) {
        if (!started) {
            return;
        }
        boolean canCall;
        try {
            canCall = decider.canCall(now);
        } catch (UnknownCommitException e) {
            canCall = false;
        }
        SortedSet<String> sites = new TreeSet<>(decider.sites());
        List<StandingHalt> halts = decider.halts();
        boolean all = halts.stream().anyMatch(halt -> halt.scope().isAll());
        sites.removeIf(
                site -> !all && halts.stream().anyMatch(halt -> halt.scope().coversSite(site)));
        ticked(new Status(now, all, sites, canCall));
    }

    void ticked(Status newStatus) {
        status = newStatus;
        if (newStatus.halted()) {
            rounds.clear();
            return;
        }
        rounds.keySet().retainAll(newStatus.sites());
        for (String site : newStatus.sites()) {
            rounds.putIfAbsent(site, new SiteRounds(newStatus.now(), false));
            if (meteredSites.add(site)) {
                Meters.WATCHDOG_AGE.gauge(registry, () -> age(site).toMillis() / 1_000.0, site);
            }
        }
    }

    /** @param begunAt epoch milliseconds */
    void completed(String site, long begunAt) {
        rounds.computeIfPresent(
                site, (same, before) -> new SiteRounds(Math.max(begunAt, before.any() ? before.since() : 0), true));
    }

    void closed() {
        status = null;
        rounds.clear();
    }

    /** Empty: another process decides, or none. */
    public Optional<Status> status() {
        return Optional.ofNullable(status);
    }

    /** Zero where no round is due. */
    Duration age(String site) {
        SiteRounds last = rounds.get(site);
        return last == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, clock.millis() - last.since()));
    }

    /** Whether each site had a full round that began less than this ago, and somebody could be called. */
    public boolean isWell(Duration within) {
        Status known = status;
        return known != null
                && !known.halted()
                && known.canCall()
                && !known.sites().isEmpty()
                && known.sites().stream().allMatch(site -> {
                    SiteRounds last = rounds.get(site);
                    return last != null && last.any() && age(site).compareTo(within) < 0;
                });
    }
}
