package dev.farrier.demo.chaos;

import dev.farrier.demo.bridge.BridgeLedger;
import dev.farrier.demo.chaos.FaultEvaluator.Observations;
import dev.farrier.demo.fleet.DemoFault;
import dev.farrier.demo.fleet.FaultInjector;
import dev.farrier.demo.fleet.Fleet;
import dev.farrier.demo.timeline.TimelineEntry;
import dev.farrier.demo.timeline.TimelineEntry.EntryType;
import dev.farrier.model.Incident;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Injects each fault once, at most one fault per bridge at a time, and waits until each has ended. */
public final class ChaosRun {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** Between two injections, so that people can follow. */
    private static final long APART = 1_000;

    private final FaultInjector injector;
    private final Fleet fleet;
    private final Consumer<TimelineEntry> timeline;
    private final Map<String, Incident> incidents = new ConcurrentHashMap<>();
    private final List<String> pages;

    /** @param pages all pages sent so far; grows while the demo runs */
    public ChaosRun(FaultInjector injector, Fleet fleet, List<String> pages, Consumer<TimelineEntry> timeline) {
        this.injector = injector;
        this.fleet = fleet;
        this.pages = pages;
        this.timeline = timeline;
    }

    /** The newest state of an incident. */
    public void recordIncident(Incident incident) {
        incidents.put(incident.id(), incident);
    }

    /**
     * Returns when all faults have ended, or at the deadline.
     *
     * @throws IOException when a fault can't be injected
     */
    public ChaosReport run(Duration deadline) throws IOException, InterruptedException {
        long until = System.currentTimeMillis() + deadline.toMillis();
        Set<DemoFault> waiting = EnumSet.allOf(DemoFault.class);
        List<InjectedFault> running = new ArrayList<>();
        List<FaultResult> results = new ArrayList<>();
        long nextAt = 0;
        while (results.size() < DemoFault.values().length && System.currentTimeMillis() < until) {
            for (InjectedFault injected : List.copyOf(running)) {
                Optional<FaultResult> result = FaultEvaluator.evaluate(injected, observe(injected));
                if (result.isPresent()) {
                    running.remove(injected);
                    results.add(result.get());
                }
            }
            Optional<DemoFault> next = next(waiting, running);
            if (next.isPresent() && System.currentTimeMillis() >= nextAt) {
                waiting.remove(next.get());
                running.add(inject(next.get()));
                nextAt = System.currentTimeMillis() + APART;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
        for (InjectedFault injected : running) {
            results.add(FaultEvaluator.unfinished(injected, observe(injected)));
        }
        for (DemoFault fault : waiting) {
            results.add(new FaultResult(fault, fault.bridge(), -1, -1, "", "not begun: the one before it did not end"));
        }
        return new ChaosReport(results, strayPages(results));
    }

    private static Optional<DemoFault> next(Set<DemoFault> waiting, List<InjectedFault> running) {
        return waiting.stream()
                .filter(fault ->
                        running.stream().noneMatch(injected -> injected.bridge().equals(fault.bridge())))
                .findFirst();
    }

    private InjectedFault inject(DemoFault fault) throws IOException {
        InjectedFault injected = new InjectedFault(
                fault,
                fault.bridge(),
                System.currentTimeMillis(),
                fleet.ledger().entries().size());
        timeline.accept(new TimelineEntry(
                injected.at(), injected.bridge(), EntryType.BROKEN, fault.title() + ": " + fault.what()));
        injector.inject(fault, fault.bridge());
        return injected;
    }

    private Observations observe(InjectedFault injected) throws IOException {
        List<Incident> since = incidents.values().stream()
                .filter(incident ->
                        incident.group().containsValue(injected.bridge()) && incident.openedAt() >= injected.at())
                .toList();
        List<BridgeLedger.Entry> all = fleet.ledger().entries();
        List<BridgeLedger.Entry> entries = all.subList(injected.ledger(), all.size()).stream()
                .filter(entry -> entry.bridge().equals(injected.bridge()))
                .toList();
        return new Observations(since, pages, entries, fleet.isReady(injected.bridge()));
    }

    /** Pages about incidents that must not be escalated. */
    private List<String> strayPages(List<FaultResult> results) {
        Set<String> meant = new HashSet<>();
        for (FaultResult result : results) {
            if (result.fault().escalates()) {
                incidents.values().stream()
                        .filter(incident -> incident.target().equals(result.bridge()))
                        .forEach(incident -> meant.add(incident.id()));
            }
        }
        return pages.stream()
                .filter(page -> meant.stream().noneMatch(page::contains))
                .toList();
    }
}
