package dev.farrier.faults.crash;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.crash.FaultKind.Victim;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.process.Child;
import dev.farrier.faults.process.Home;
import dev.farrier.faults.process.Keeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;

/** One deployment, faults one at a time, and what has come of it. */
public final class CrashRun {
    private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final double ACTION_SECONDS = 0.3;

    private final Settings settings;
    private final ReportPrinter output;
    private final Home home;

    /**
     * @param faults which kinds
     * @param slots of each worker
     */
    public record Settings(
            Trial.Settings trial,
            Duration length,
            List<FaultKind> faults,
            int engines,
            int workers,
            int slots,
            KafkaVersion kafka) {
        public Settings {
            faults = List.copyOf(faults);
        }
    }

    public CrashRun(Settings settings, Home home, ReportPrinter output) {
        this.settings = settings;
        this.home = home;
        this.output = output;
    }

    /** @return whether everything holds that must */
    public boolean run() throws Exception {
        ActionLedger ledger = new ActionLedger(home.folder(), ACTION_SECONDS);
        Trial trial = new Trial(settings.trial(), ledger, output);
        try (Deployment deployment = Deployment.start(home, settings.kafka())) {
            deployment.writePolicies(trial.policies());
            Map<Victim, List<Child>> victims = start(deployment);
            List<Child> all = victims.values().stream().flatMap(List::stream).toList();
            try (Keeper keeper = new Keeper(all, output::printProgress)) {
                int[] faults = {0};
                Trial.Result result = trial.run(deployment.client(), events -> faults[0] = runFaults(victims, keeper));
                SequencedMap<String, Object> numbers = result.numbers();
                numbers.putFirst("ended by themselves", keeper.endings());
                numbers.putFirst("faults", faults[0]);
                return output.printResult(numbers, result.checks());
            }
        }
    }

    private Map<Victim, List<Child>> start(Deployment deployment) throws Exception {
        List<Child> engines = new ArrayList<>();
        for (int i = 0; i < settings.engines(); i++) {
            String roles = i == 0 ? "ingest, core, api, policies" : "ingest, core, api";
            engines.add(deployment.serve("engine-" + (i + 1), roles, OPTIONS, Trial.ENGINE));
        }
        List<Child> workers = new ArrayList<>();
        for (int i = 0; i < settings.workers(); i++) {
            workers.add(deployment.serve(
                    "worker-" + (i + 1), "executor", OPTIONS, List.of("executor.slots: " + settings.slots())));
        }
        // the first one publishes the policies that the others wait for
        engines.getFirst().start();
        deployment.awaitReady(engines.subList(0, 1));
        engines.forEach(Child::start);
        workers.forEach(Child::start);
        deployment.awaitReady(engines);
        deployment.awaitReady(workers);
        output.printProgress("all processes are ready, in " + home.folder());
        Map<Victim, List<Child>> victims = new EnumMap<>(Victim.class);
        victims.put(Victim.BROKER, List.of(deployment.broker()));
        victims.put(Victim.ENGINE, engines);
        victims.put(Victim.WORKER, workers);
        return victims;
    }

    /** @return how many */
    private int runFaults(Map<Victim, List<Child>> victims, Keeper keeper) throws InterruptedException {
        FaultPlan plan = new FaultPlan(
                settings.trial().seed(),
                settings.faults(),
                Map.of(Victim.BROKER, 1, Victim.ENGINE, settings.engines(), Victim.WORKER, settings.workers()));
        long until = System.nanoTime() + settings.length().toNanos();
        long began = System.nanoTime();
        int count = 0;
        while (!settings.faults().isEmpty()) {
            PlannedFault fault = plan.next();
            long due = began + TimeUnit.MILLISECONDS.toNanos(fault.after());
            if (Math.max(due, System.nanoTime()) + TimeUnit.MILLISECONDS.toNanos(fault.lasts()) > until) {
                break;
            }
            sleepUntil(due);
            began = System.nanoTime();
            inject(fault, victims.getOrDefault(fault.kind().victim(), List.of()).get(fault.number()), keeper);
            count++;
        }
        sleepUntil(until);
        return count;
    }

    private void inject(PlannedFault fault, Child victim, Keeper keeper) throws InterruptedException {
        output.printEvent(
                "fault",
                String.format(
                        Locale.ROOT, "%-13s %-9s for %.1f s", fault.kind(), victim.name(), fault.lasts() / 1_000.0),
                Map.of("fault", fault.kind().toString(), "victim", victim.name(), "millis", fault.lasts()));
        keeper.leave(victim);
        if (fault.kind().isPause()) {
            victim.pause();
        } else {
            victim.kill();
        }
        Thread.sleep(fault.lasts());
        if (fault.kind().isPause()) {
            victim.resume();
        } else {
            victim.start();
        }
        keeper.keep(victim);
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos - System.nanoTime()));
    }
}
