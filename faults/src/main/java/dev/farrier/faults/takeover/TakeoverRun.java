package dev.farrier.faults.takeover;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.crash.Mending;
import dev.farrier.faults.deployment.Await;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.EventSender;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.Check;
import dev.farrier.faults.judge.Endings;
import dev.farrier.faults.judge.History;
import dev.farrier.faults.judge.HistoryReader;
import dev.farrier.faults.judge.Judge;
import dev.farrier.faults.judge.Numbers;
import dev.farrier.faults.process.Child;
import dev.farrier.faults.process.Home;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;

/** Kills one engine after the other, in turn the one that decides and one that does not, and starts it again. */
public final class TakeoverRun {
    private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final int PARTITIONS_AN_ENGINE = 2;
    private static final double ACTION_SECONDS = 0.1;
    private static final int SLOTS = 20;
    private static final int TARGETS = 3_000;

    /** Code that is not compiled yet would take part in the first take-over. */
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    /** Events younger than this may be on their way in a deployment that works. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(4);

    /** So long everything must have gone well before the next kill. */
    private static final Duration CALM = Duration.ofSeconds(6);

    /** A kill is watched for so long at least. */
    private static final long SEEN_MILLIS = 8_000;

    private static final Duration CALM_WITHIN = Duration.ofMinutes(8);
    private static final Duration OVER_WITHIN = Duration.ofSeconds(90);
    private static final Duration END_WITHIN = Duration.ofMinutes(3);

    private final Settings settings;
    private final ReportPrinter output;
    private final Home home;

    /**
     * @param rate events a second
     * @param within a longer take-over or stall is a failure
     */
    public record Settings(int runs, int engines, double rate, Duration within, KafkaVersion kafka) {}

    public TakeoverRun(Settings settings, Home home, ReportPrinter output) {
        this.settings = settings;
        this.home = home;
        this.output = output;
    }

    /** @return whether everything holds that must */
    public boolean run() throws Exception {
        ActionLedger ledger = new ActionLedger(home.folder(), ACTION_SECONDS);
        try (Deployment deployment = Deployment.start(home, settings.kafka())) {
            deployment.writePolicies(TakeoverPolicies.text(ledger, TARGETS));
            List<Child> engines = start(deployment);
            List<String> slow = new ArrayList<>();
            try (EventSender events = new EventSender(deployment.client());
                    Witness witness = new Witness(deployment);
                    Groups groups = new Groups(deployment);
                    Mending mending = new Mending(ledger, events, 0, 100, host -> false)) {
                try (Trickle trickle = new Trickle(events, TARGETS, settings.rate())) {
                    Thread.sleep(WARM_UP);
                    for (int number = 1; number <= settings.runs(); number++) {
                        slow.addAll(kill(number, deployment, engines, new Timeline(events, witness), groups));
                    }
                }
                return judge(deployment, ledger, events, slow);
            }
        }
    }

    private List<Child> start(Deployment deployment) throws Exception {
        List<Child> engines = new ArrayList<>();
        for (int i = 0; i < settings.engines(); i++) {
            String name = "engine-" + (i + 1);
            engines.add(deployment.serve(
                    name,
                    i == 0 ? "ingest, core, api, policies" : "ingest, core, api",
                    OPTIONS,
                    List.of(
                            Groups.setting(name),
                            "topics.partitions.signals: " + PARTITIONS_AN_ENGINE * settings.engines())));
        }
        Child worker = deployment.serve("worker", "executor", OPTIONS, List.of("executor.slots: " + SLOTS));
        engines.getFirst().start();
        deployment.awaitReady(engines.subList(0, 1));
        engines.forEach(Child::start);
        worker.start();
        deployment.awaitReady(engines);
        deployment.awaitReady(List.of(worker));
        output.printProgress("all processes are ready, in " + home.folder());
        return engines;
    }

    private List<String> kill(int number, Deployment deployment, List<Child> engines, Timeline timeline, Groups groups)
            throws InterruptedException {
        Spread spread = awaitWhole(deployment, engines, timeline, groups);
        boolean decider = number % 2 == 1;
        Predicate<Child> wanted = engine -> engine.name().equals(spread.decider()) == decider;
        Child victim = engines.stream()
                .filter(wanted)
                .skip(decider ? 0 : number / 2 % (engines.size() - 1))
                .findFirst()
                .orElseThrow();
        RestoreLog restores = new RestoreLog(engines);
        long killed = System.currentTimeMillis();
        victim.kill();
        boolean over = new Await(OVER_WITHIN)
                .tryUntil(() ->
                        timeline.isFlowing(killed, ON_ITS_WAY) && System.currentTimeMillis() - killed > SEEN_MILLIS);
        TakeoverTimes times = TakeoverTimes.of(
                timeline.since(killed - ON_ITS_WAY.toMillis()),
                spread,
                victim.name(),
                killed,
                System.currentTimeMillis() - ON_ITS_WAY.toMillis());
        print(number, victim.name() + (decider ? " (decider)" : ""), times, restores.records());
        victim.start();
        deployment.awaitReady(engines);
        return over && times.isWithin(settings.within().toMillis())
                ? List.of()
                : List.of("kill " + number + " of " + victim.name() + ", " + spread);
    }

    private Spread awaitWhole(Deployment deployment, List<Child> engines, Timeline timeline, Groups groups)
            throws InterruptedException {
        Spread[] spread = new Spread[1];
        long[] since = {System.currentTimeMillis()};
        new Await(CALM_WITHIN).until("all engines have partitions, and every event is decided soon", () -> {
            Spread now = groups.read(engines.size());
            boolean whole = now.equals(spread[0])
                    && !now.decider().isEmpty()
                    && engines.stream().allMatch(engine -> now.has(engine.name()));
            spread[0] = now;
            if (!whole || !timeline.isFlowing(since[0], ON_ITS_WAY)) {
                since[0] = System.currentTimeMillis();
            }
            return System.currentTimeMillis() - since[0] >= CALM.toMillis();
        });
        deployment.awaitReady(engines);
        return spread[0];
    }

    private void print(int number, String victim, TakeoverTimes times, Map<String, Long> restored) {
        if (number == 1) {
            output.printProgress(
                    "kill  victim              decision  detection   others: detection  decision   restored");
        }
        output.printEvent(
                "kill",
                String.format(
                        Locale.ROOT,
                        "%4d  %-18s %9s %10s %19s %9s   %s",
                        number,
                        victim,
                        seconds(times.decision()),
                        seconds(times.detection()),
                        seconds(times.detectionWait()),
                        seconds(times.decisionWait()),
                        restored),
                Map.of(
                        "number",
                        number,
                        "victim",
                        victim,
                        "decisionMillis",
                        times.decision(),
                        "detectionMillis",
                        times.detection(),
                        "othersDetectionMillis",
                        times.detectionWait(),
                        "othersDecisionMillis",
                        times.decisionWait(),
                        "restored",
                        restored));
    }

    private static String seconds(long millis) {
        return millis == TakeoverTimes.NEVER ? "never" : String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    private boolean judge(Deployment deployment, ActionLedger ledger, EventSender events, List<String> slow)
            throws InterruptedException {
        events.flush();
        HistoryReader reader = new HistoryReader(deployment.client(), ledger);
        History[] history = {reader.read(events.acknowledged())};
        new Await(END_WITHIN).tryUntil(() -> {
            Thread.sleep(1_000);
            history[0] = reader.read(events.acknowledged());
            return Endings.allReached(history[0]) && Judge.allDetected(history[0]);
        });
        SequencedMap<String, Object> numbers = Numbers.of(history[0]);
        List<Check> checks = new ArrayList<>(Judge.checks(history[0], TakeoverPolicies.LIMITS));
        checks.add(new Check(
                "a take-over or a stall longer than " + settings.within().toSeconds() + " s", slow));
        return output.printResult(numbers, checks);
    }
}
