package dev.farrier.faults.crash;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.crash.FaultKind.Victim;
import dev.farrier.faults.deployment.Await;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.EventSender;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.Endings;
import dev.farrier.faults.judge.History;
import dev.farrier.faults.judge.HistoryReader;
import dev.farrier.faults.judge.Judge;
import dev.farrier.faults.judge.Numbers;
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
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);
    private static final Duration SHOW_EVERY = Duration.ofSeconds(20);
    /** 60 s and the longest wait that the policies state. */
    public static final Duration BOUND = Duration.ofSeconds(60 + CrashPolicies.LONGEST_WAIT_SECONDS);

    private final Settings settings;
    private final ReportPrinter output;
    private final Home home;

    /**
     * @param faults which kinds
     * @param load events a second that report a symptom
     * @param incurable so many machines stay ill in the end: a person must have been called for them
     * @param bound so long after the last fault everything must have come to its end
     * @param slots of each worker
     */
    public record Settings(
            long seed,
            Duration length,
            List<FaultKind> faults,
            double load,
            int targets,
            int incurable,
            Duration bound,
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
        try (Deployment deployment = Deployment.start(home, settings.kafka())) {
            deployment.writePolicies(CrashPolicies.text(ledger, settings.targets() + settings.incurable()));
            Map<Victim, List<Child>> victims = start(deployment);
            List<Child> all = victims.values().stream().flatMap(List::stream).toList();
            try (EventSender events = new EventSender(deployment.client());
                    Keeper keeper = new Keeper(all, output::printProgress);
                    Mending mending = new Mending(ledger, events, settings.seed(), this::isIncurable)) {
                int faults;
                try (Load load = new Load(events, settings.seed(), settings.targets(), settings.load())) {
                    faults = runFaults(victims, keeper);
                }
                long lastFault = System.nanoTime();
                end(events);
                HistoryReader reader = new HistoryReader(deployment, ledger);
                History history = awaitEnd(reader, events, lastFault);
                SequencedMap<String, Object> numbers = Numbers.of(history);
                numbers.put("runs that were not to help", mending.inVain());
                numbers.putFirst("ended by themselves", keeper.endings());
                numbers.putFirst("faults", faults);
                return output.printResult(numbers, Judge.checks(history, CrashPolicies.LIMITS));
            }
        }
    }

    private Map<Victim, List<Child>> start(Deployment deployment) throws Exception {
        List<Child> engines = new ArrayList<>();
        for (int i = 0; i < settings.engines(); i++) {
            String roles = i == 0 ? "ingest, core, api, policies" : "ingest, core, api";
            engines.add(deployment.serve(
                    "engine-" + (i + 1),
                    roles,
                    OPTIONS,
                    List.of(
                            "decider.startWithin: " + CrashPolicies.START_WITHIN_SECONDS + "s",
                            "decider.lossGrace: " + CrashPolicies.LOSS_GRACE_SECONDS + "s")));
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
                settings.seed(),
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

    /** All machines are well, but those that nothing helps. */
    private void end(EventSender events) {
        output.printProgress("no more faults and no more load");
        for (String policy : List.of(CrashPolicies.ONCE, CrashPolicies.RERUN)) {
            for (int i = 0; i < settings.targets(); i++) {
                events.send("well-" + policy, CrashPolicies.host(i));
            }
        }
        for (int i = 0; i < settings.incurable(); i++) {
            events.send("broken-" + CrashPolicies.ONCE, CrashPolicies.host(settings.targets() + i));
        }
        events.flush();
    }

    private boolean isIncurable(String host) {
        for (int i = 0; i < settings.incurable(); i++) {
            if (host.equals(CrashPolicies.host(settings.targets() + i))) {
                return true;
            }
        }
        return false;
    }

    private History awaitEnd(HistoryReader reader, EventSender events, long since) throws InterruptedException {
        long deadline = since + settings.bound().toNanos();
        Await waiting = new Await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        long[] shown = {System.nanoTime()};
        History[] history = {reader.read(events.acknowledged())};
        boolean over = waiting.tryUntil(() -> {
            Thread.sleep(LOOK_EVERY);
            history[0] = reader.read(events.acknowledged());
            if (System.nanoTime() - shown[0] > SHOW_EVERY.toNanos()) {
                shown[0] = System.nanoTime();
                output.printProgress("open: " + Endings.open(history[0]));
            }
            return Endings.allReached(history[0]) && Judge.allDetected(history[0]) && enough(history[0]);
        });
        output.printProgress((over ? "everything has come to its end " : "not everything has come to its end ")
                + Math.round((System.nanoTime() - since) / 1e9) + " s after the last fault");
        return history[0];
    }

    /** The incurable machines' incidents must be there before anything can be said of their end. */
    private boolean enough(History history) {
        return history.incidents().stream()
                        .filter(incident -> isIncurable(incident.subject().host()))
                        .count()
                >= settings.incurable();
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos - System.nanoTime()));
    }
}
