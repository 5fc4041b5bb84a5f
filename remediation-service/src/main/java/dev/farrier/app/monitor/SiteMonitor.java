package dev.farrier.app.monitor;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.PeriodicTask;
import dev.farrier.app.ServiceComponent;
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

/**
 * Reports to the decider each site whose topics exist ({@code SiteSeen}) and each that can't be used any more ({@code
 * SiteGone}): it sends commands only to sites whose workers can get them.
 */
public final class SiteMonitor implements ServiceComponent {
    private static final Logger LOG = LoggerFactory.getLogger(SiteMonitor.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** Another core may have reported a site as gone and ended before it reported it as back. */
    private static final Duration REPORT_AGAIN = Duration.ofMinutes(1);

    private final Supplier<? extends Set<String>> sites;
    private final Function<? super Set<String>, ? extends SortedMap<String, String>> unusable;
    private final OperatorProducer operators;
    private final PeriodicTask task;

    /** Sites that the decider takes for usable, as far as this process has reported. */
    private final Set<String> reportedUsable = new TreeSet<>();

    private final Set<String> reportedGone = new TreeSet<>();
    private long reportedAllAt = System.nanoTime();

    private volatile String state = "not checked yet";
    private volatile boolean ok = true;
    private volatile Set<String> existing = Set.of();
    private volatile Set<String> usable = Set.of();
    private volatile SortedMap<String, String> unusableSites = new TreeMap<>();

    /**
     * @param sites the sites whose three topics exist now
     * @param unusable of these the ones whose topics can't be used as they are, and why
     */
    public SiteMonitor(
            Supplier<? extends Set<String>> sites,
            Function<? super Set<String>, ? extends SortedMap<String, String>> unusable,
            OperatorProducer operators) {
        this.sites = sites;
        this.unusable = unusable;
        this.operators = operators;
        this.task = PeriodicTask.start("farrier-site-monitor", EVERY, this::update);
    }

    private void update() {
        try {
            Set<String> found = Set.copyOf(sites.get());
            SortedMap<String, String> wrong = unusable.apply(found);
            existing = found;
            unusableSites = wrong;
            reportGone(found, wrong);
            reportUsable(found, wrong);
            usable = Set.copyOf(reportedUsable);
            ok = !reportedUsable.isEmpty();
            state = ok
                    ? reportedUsable.toString()
                    : "no site has topics: create them with 'farrier topics create --site NAME'";
        } catch (RuntimeException e) {
            state = "cannot list the topics: " + e.getMessage();
            ok = false;
            LOG.debug("cannot look for sites", e);
        }
    }

    /** One that is unusable at the start of this process may be known to the decider from before. */
    private void reportGone(Set<String> found, SortedMap<String, String> wrong) {
        Set<String> lost = new TreeSet<>(reportedUsable);
        lost.removeAll(found);
        lost.addAll(wrong.keySet());
        lost.removeAll(reportedGone);
        for (String site : lost) {
            String why = wrong.getOrDefault(site, "its topics are gone");
            operators.send(new OperatorInput.SiteGone(site, why));
            reportedUsable.remove(site);
            reportedGone.add(site);
            LOG.error("Core sends no commands to site {}: {}", site, why);
        }
    }

    private void reportUsable(Set<String> found, SortedMap<String, String> wrong) {
        boolean again = System.nanoTime() - reportedAllAt >= REPORT_AGAIN.toNanos();
        for (String site : new TreeSet<>(found)) {
            if ((again || !reportedUsable.contains(site)) && !wrong.containsKey(site)) {
                operators.send(new OperatorInput.SiteSeen(site));
                reportedGone.remove(site);
                if (reportedUsable.add(site)) {
                    LOG.info("Core can send commands to site {}: its topics exist", site);
                }
            }
        }
        reportedAllAt = again ? System.nanoTime() : reportedAllAt;
    }

    /** Those that may be sent commands. */
    public Set<String> usable() {
        return usable;
    }

    /** Those whose topics exist. */
    public Set<String> sites() {
        return existing;
    }

    /** Those whose topics exist but can't be used, and why. */
    public SortedMap<String, String> unusable() {
        return unusableSites;
    }

    @Override
    public ReadinessCheck check() {
        return ReadinessCheck.noncritical("sites", ok, state);
    }

    @Override
    public void close() {
        task.close();
    }
}
