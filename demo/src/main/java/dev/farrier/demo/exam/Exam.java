package dev.farrier.demo.exam;

import dev.farrier.demo.bridge.Ledger;
import dev.farrier.demo.exam.Judge.Facts;
import dev.farrier.demo.fleet.Fault;
import dev.farrier.demo.fleet.Fleet;
import dev.farrier.demo.fleet.Injector;
import dev.farrier.demo.story.Line;
import dev.farrier.demo.story.Line.What;
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

/** Injects each fault once, one a bridge at a time and the bridges side by side, and waits for their ends. */
public final class Exam {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** Between two injections, so that people can follow. */
    private static final long APART = 1_000;

    private final Injector injector;
    private final Fleet fleet;
    private final Consumer<Line> tell;
    private final Map<String, Incident> incidents = new ConcurrentHashMap<>();
    private final List<String> pages;

    /** @param pages grows by every page that comes */
    public Exam(Injector injector, Fleet fleet, List<String> pages, Consumer<Line> tell) {
        this.injector = injector;
        this.fleet = fleet;
        this.pages = pages;
        this.tell = tell;
    }

    /** The newest state of an incident. */
    public void know(Incident incident) {
        incidents.put(incident.id(), incident);
    }

    /**
     * Returns when all are over, or time is up.
     *
     * @throws IOException when a fault can't be injected
     */
    public Report run(Duration deadline) throws IOException, InterruptedException {
        long until = System.currentTimeMillis() + deadline.toMillis();
        Set<Fault> waiting = EnumSet.allOf(Fault.class);
        List<Trial> running = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        long nextAt = 0;
        while (results.size() < Fault.values().length && System.currentTimeMillis() < until) {
            for (Trial trial : List.copyOf(running)) {
                Optional<Result> result = Judge.judge(trial, facts(trial));
                if (result.isPresent()) {
                    running.remove(trial);
                    results.add(result.get());
                }
            }
            Optional<Fault> next = next(waiting, running);
            if (next.isPresent() && System.currentTimeMillis() >= nextAt) {
                waiting.remove(next.get());
                running.add(inject(next.get()));
                nextAt = System.currentTimeMillis() + APART;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
        for (Trial trial : running) {
            results.add(Judge.unfinished(trial, facts(trial)));
        }
        for (Fault fault : waiting) {
            results.add(new Result(fault, fault.bridge(), -1, -1, "", "not begun: the one before it did not end"));
        }
        return new Report(results, strayPages(results));
    }

    private static Optional<Fault> next(Set<Fault> waiting, List<Trial> running) {
        return waiting.stream()
                .filter(fault ->
                        running.stream().noneMatch(trial -> trial.bridge().equals(fault.bridge())))
                .findFirst();
    }

    private Trial inject(Fault fault) throws IOException {
        Trial trial = new Trial(
                fault,
                fault.bridge(),
                System.currentTimeMillis(),
                fleet.ledger().entries().size());
        tell.accept(new Line(trial.at(), trial.bridge(), What.BROKEN, fault.title() + ": " + fault.what()));
        injector.inject(fault, fault.bridge());
        return trial;
    }

    private Facts facts(Trial trial) throws IOException {
        List<Incident> since = incidents.values().stream()
                .filter(incident -> incident.group().containsValue(trial.bridge()) && incident.openedAt() >= trial.at())
                .toList();
        List<Ledger.Entry> all = fleet.ledger().entries();
        List<Ledger.Entry> entries = all.subList(trial.ledger(), all.size()).stream()
                .filter(entry -> entry.bridge().equals(trial.bridge()))
                .toList();
        return new Facts(since, pages, entries, fleet.isReady(trial.bridge()));
    }

    /** Pages about what needed no person. */
    private List<String> strayPages(List<Result> results) {
        Set<String> meant = new HashSet<>();
        for (Result result : results) {
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
