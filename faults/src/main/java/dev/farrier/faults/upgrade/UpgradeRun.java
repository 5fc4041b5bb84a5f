package dev.farrier.faults.upgrade;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.Await;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.Distribution;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.Check;
import dev.farrier.faults.judge.History;
import dev.farrier.faults.judge.History.IncidentSummary;
import dev.farrier.faults.judge.HistoryReader;
import dev.farrier.faults.process.Child;
import dev.farrier.faults.process.Home;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A deployment of another version under load, whose instances are replaced by ones of this version. */
public final class UpgradeRun {
    /** So long that at any moment some run. */
    private static final double ACTION_SECONDS = 2;

    private static final int OPEN = 8;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final long UNDER_LOAD_SECONDS = 20;

    private final Settings settings;
    private final Distribution old;
    private final Home home;
    private final ReportPrinter output;

    /** @param stopCore whether all engines of the old version end before the first new one starts; else one after the other */
    public record Settings(Trial.Settings trial, int engines, int workers, boolean stopCore) {}

    public UpgradeRun(Settings settings, Distribution old, Home home, ReportPrinter output) {
        this.settings = settings;
        this.old = old;
        this.home = home;
        this.output = output;
    }

    /** @return whether everything holds that must */
    public boolean run() throws Exception {
        ActionLedger ledger = new ActionLedger(home.folder(), ACTION_SECONDS);
        Trial trial = new Trial(settings.trial(), ledger, output);
        try (Deployment deployment = Deployment.start(home, KafkaVersion.CURRENT)) {
            deployment.writePolicies(trial.policies());
            OldFleet fleet = OldFleet.start(deployment, old, settings.engines(), settings.workers());
            output.printProgress("the old version is ready, in " + home.folder());
            HistoryReader reader = new HistoryReader(deployment.client(), ledger);
            Set<String> before = new TreeSet<>();
            Set<String> open = new TreeSet<>();
            Trial.Result result = trial.run(deployment.client(), events -> {
                History history = awaitIncidents(reader);
                history.incidents().forEach(incident -> before.add(incident.id()));
                history.incidents().stream()
                        .filter(incident -> incident.closedAt() == 0)
                        .forEach(incident -> open.add(incident.id()));
                output.printProgress("the upgrade begins with " + open.size() + " open incidents: " + states(history));
                replace(deployment, fleet);
                TimeUnit.SECONDS.sleep(UNDER_LOAD_SECONDS);
            });
            result.numbers().putFirst("incidents open when the upgrade began", open.size());
            List<Check> checks = new ArrayList<>(result.checks());
            checks.add(lost(before, result.history()));
            return output.printResult(result.numbers(), checks);
        }
    }

    private static History awaitIncidents(HistoryReader reader) throws InterruptedException {
        History[] history = new History[1];
        new Await(SOON).until("so many incidents are open as an upgrade should meet", () -> {
            TimeUnit.SECONDS.sleep(1);
            history[0] = reader.read(List.of());
            return history[0].incidents().stream()
                            .filter(incident -> incident.closedAt() == 0)
                            .count()
                    >= OPEN;
        });
        return history[0];
    }

    private static Map<String, Long> states(History history) {
        return history.incidents().stream()
                .filter(incident -> incident.closedAt() == 0)
                .collect(Collectors.groupingBy(IncidentSummary::state, Collectors.counting()));
    }

    /** Core first, then executors, each as an operator would: SIGTERM, and the new one with the same data and configuration. */
    private void replace(Deployment deployment, OldFleet fleet) throws InterruptedException {
        if (settings.stopCore()) {
            fleet.engines().forEach(fleet::end);
        }
        for (String name : Stream.concat(fleet.engines().stream(), fleet.workers().stream())
                .toList()) {
            fleet.end(name);
            Child replacement = deployment.launch(name, OldFleet.OPTIONS);
            replacement.start();
            deployment.awaitReady(List.of(replacement));
            output.printProgress(name + " is replaced");
        }
    }

    private static Check lost(Set<String> before, History history) {
        Set<String> known =
                history.incidents().stream().map(IncidentSummary::id).collect(Collectors.toSet());
        return new Check(
                "an incident of before the upgrade that is lost",
                before.stream().filter(id -> !known.contains(id)).toList());
    }
}
