package dev.farrier.app.service;

import dev.farrier.api.ReadinessCheck;
import dev.farrier.model.OperatorInput;
import dev.farrier.stream.client.OperatorProducer;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the decider of each site whose topics exist: commands to any other would have nowhere to go. */
final class SiteMonitor implements ServiceComponent {
    private static final Logger LOG = LoggerFactory.getLogger(SiteMonitor.class);
    private static final long EVERY = 5_000;

    /** Another core may have said for a moment that a site is gone, and ended before it said that it is back. */
    private static final Duration ANNOUNCE_AGAIN = Duration.ofMinutes(1);

    private final Supplier<? extends Set<String>> sites;
    private final Function<? super Set<String>, ? extends SortedMap<String, String>> unusable;
    private final OperatorProducer operators;
    private final Set<String> announced = new TreeSet<>();
    private final Set<String> withdrawn = new TreeSet<>();
    private final Thread thread;
    private volatile String state = "not looked yet";
    private volatile boolean ok = true;
    private volatile Set<String> existing = Set.of();
    private volatile Set<String> usable = Set.of();
    private volatile SortedMap<String, String> unusableSites = new TreeMap<>();

    /**
     * @param sites the sites whose three topics exist now
     * @param unusable of these the ones whose topics can't be used as they are, and why
     */
    SiteMonitor(
            Supplier<? extends Set<String>> sites,
            Function<? super Set<String>, ? extends SortedMap<String, String>> unusable,
            OperatorProducer operators) {
        this.sites = sites;
        this.unusable = unusable;
        this.operators = operators;
        this.thread = Thread.ofPlatform().daemon().name("farrier-site-watch").start(this::run);
    }

    /** The sites that may be sent commands. */
    Set<String> usable() {
        return usable;
    }

    private void run() {
        long saidAt = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Set<String> found = Set.copyOf(sites.get());
                SortedMap<String, String> wrong = unusable.apply(found);
                existing = found;
                unusableSites = wrong;
                for (String site : lost(found, wrong)) {
                    String why = wrong.getOrDefault(site, "its topics are gone");
                    operators.send(new OperatorInput.SiteGone(site, why));
                    announced.remove(site);
                    withdrawn.add(site);
                    LOG.error("Site {} can't be used: {}", site, why);
                }
                boolean again = System.nanoTime() - saidAt >= ANNOUNCE_AGAIN.toNanos();
                for (String site : new TreeSet<>(found)) {
                    if ((again || !announced.contains(site)) && !wrong.containsKey(site)) {
                        operators.send(new OperatorInput.SiteSeen(site));
                        withdrawn.remove(site);
                        if (announced.add(site)) {
                            LOG.info("Site {} may be sent commands: its topics exist", site);
                        }
                    }
                }
                saidAt = again ? System.nanoTime() : saidAt;
                usable = Set.copyOf(announced);
                state = announced.isEmpty()
                        ? "no site has topics: 'farrier topics create --site NAME' makes them"
                        : announced.toString();
                ok = !announced.isEmpty();
                Thread.sleep(EVERY);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                state = "cannot look: " + e.getMessage();
                ok = false;
                LOG.debug("cannot look for sites", e);
                try {
                    Thread.sleep(EVERY);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    /** Which the decider may take for usable and which are not; one that is wrong at our start it may know from before. */
    private Set<String> lost(Set<String> found, SortedMap<String, String> wrong) {
        Set<String> lost = new TreeSet<>(announced);
        lost.removeAll(found);
        lost.addAll(wrong.keySet());
        lost.removeAll(withdrawn);
        return lost;
    }

    /** Those whose topics exist. */
    Set<String> sites() {
        return existing;
    }

    /** Sites whose topics can't be used as they are, and why. */
    SortedMap<String, String> unusable() {
        return unusableSites;
    }

    @Override
    public ReadinessCheck check() {
        return ReadinessCheck.noncritical("sites", ok, state);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
