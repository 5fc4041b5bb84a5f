package dev.farrier.app.service;

import dev.farrier.api.Readiness.Check;
import dev.farrier.model.OperatorInput;
import dev.farrier.stream.client.OperatorProducer;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the decider of each site whose topics exist: commands to any other would have nowhere to go. */
final class SiteWatch implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(SiteWatch.class);
    private static final long EVERY = 5_000;

    private final Supplier<? extends Set<String>> sites;
    private final OperatorProducer operators;
    private final Set<String> told = new TreeSet<>();
    private final Thread thread;
    private volatile String state = "not looked yet";
    private volatile boolean fine = true;
    private volatile Set<String> known = Set.of();

    /** @param sites the sites whose three topics exist now */
    SiteWatch(Supplier<? extends Set<String>> sites, OperatorProducer operators) {
        this.sites = sites;
        this.operators = operators;
        this.thread = Thread.ofPlatform().daemon().name("farrier-site-watch").start(this::run);
    }

    /** The sites that may be sent commands. */
    Set<String> known() {
        return known;
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Set<String> now = sites.get();
                for (String site : now) {
                    if (!told.contains(site)) {
                        operators.send(new OperatorInput.SiteSeen(site));
                        told.add(site);
                        LOG.info("Site {} may be sent commands: its topics exist", site);
                    }
                }
                for (String site : Set.copyOf(told)) {
                    if (!now.contains(site)) {
                        operators.send(new OperatorInput.SiteGone(site, "its topics are gone, or can't be used"));
                        told.remove(site);
                        LOG.warn("Site {} is sent nothing more: its topics are gone, or can't be used", site);
                    }
                }
                known = Set.copyOf(told);
                state = told.isEmpty()
                        ? "no site has topics: 'farrier topics create --site NAME' makes them"
                        : told.toString();
                fine = !told.isEmpty();
                Thread.sleep(EVERY);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                state = "cannot look: " + e.getMessage();
                fine = false;
                LOG.debug("cannot look for sites", e);
                try {
                    Thread.sleep(EVERY);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    @Override
    public Check check() {
        return Check.noncritical("sites", fine, state);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
