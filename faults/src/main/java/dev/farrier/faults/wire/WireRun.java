package dev.farrier.faults.wire;

import dev.farrier.embedded.LoopbackPorts;
import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.crash.LoopProbe;
import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.Await;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.EventSender;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.Check;
import dev.farrier.faults.process.Home;
import dev.farrier.faults.process.Keeper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.ApiKeys;

/** The service behind the proxy under a steady load, one fault of the wire after the other, and what has come of it. */
public final class WireRun {
    private static final double ACTION_SECONDS = 0.3;
    /** Any client that sends something regularly has sent it by then. */
    private static final Duration LISTEN = Duration.ofSeconds(12);

    private static final Duration BY_ITSELF = Duration.ofSeconds(3);
    private static final Duration PROVOKED = Duration.ofSeconds(10);
    private static final Duration RESTARTED = Duration.ofSeconds(45);
    private static final Duration LONGEST_BURST = Duration.ofSeconds(15);

    private final Settings settings;
    private final ReportPrinter output;
    private final Home home;
    private final Trial trial;
    private final WireTable table = new WireTable();
    private final LoopProbe probe;
    private int faults;

    /**
     * @param length faults begin until then
     * @param within an event that is sent after a fault must lead to an action that soon
     * @param silence how long a silent connection stays open
     * @param kinds of requests that fail
     * @param places of {@link PlannedWireFault#place} where they fail
     */
    public record Settings(
            Trial.Settings trial,
            Duration length,
            Duration within,
            Duration silence,
            Set<ApiKeys> kinds,
            Set<WireAction> actions,
            Set<WireShape> shapes,
            Predicate<String> places,
            int engines,
            int workers,
            KafkaVersion kafka) {
        public Settings {
            kinds = Set.copyOf(kinds);
            actions = Set.copyOf(actions);
            shapes = Set.copyOf(shapes);
        }
    }

    /** The kinds of requests that may fail. */
    public static List<ApiKeys> kinds() {
        return WirePlan.KINDS;
    }

    public WireRun(Settings settings, Home home, ReportPrinter output) throws IOException {
        this.settings = settings;
        this.home = home;
        this.output = output;
        ActionLedger ledger = new ActionLedger(home.folder(), ACTION_SECONDS);
        this.trial = new Trial(settings.trial(), ledger, output);
        this.probe = new LoopProbe(trial, ledger, settings.within());
    }

    /** @return whether everything holds that must */
    public boolean run() throws Exception {
        int advertised = LoopbackPorts.free();
        int port = LoopbackPorts.free(advertised);
        try (WireProxy proxy = WireProxy.start(advertised, port);
                Deployment deployment = Deployment.start(home, settings.kafka(), port, advertised)) {
            WireService service =
                    WireService.start(deployment, trial.policies(), settings.engines(), settings.workers());
            output.printProgress("all processes are ready, in " + home.folder());
            try (Keeper keeper = new Keeper(service.all(), output::printProgress)) {
                Trial.Result result =
                        trial.run(deployment.client(), events -> injectAll(service, proxy, keeper, events));
                table.print(output);
                SequencedMap<String, Object> numbers = result.numbers();
                numbers.putFirst("processes ended by themselves", keeper.endings());
                numbers.putFirst("faults that no request met", table.unmet());
                numbers.putFirst("faults", faults);
                List<Check> checks = new ArrayList<>(result.checks());
                checks.add(probe.check());
                return output.printResult(numbers, checks);
            }
        }
    }

    private void injectAll(WireService service, WireProxy proxy, Keeper keeper, EventSender events) throws Exception {
        service.use();
        TimeUnit.MILLISECONDS.sleep(LISTEN.toMillis());
        var unused = probe.after("the start", events);
        WirePlan plan = new WirePlan(
                settings.trial().seed(),
                settings.kinds(),
                settings.actions(),
                settings.shapes(),
                proxy.traffic().keySet().stream()
                        .filter(seen -> settings.places().test(PlannedWireFault.place(seen.client())))
                        .toList());
        if (!plan.hasNext()) {
            throw new IllegalStateException("no such request was seen; a newer Kafka does without some kinds");
        }
        output.printProgress(plan.systematic() + " different faults");
        long until = System.nanoTime() + settings.length().toNanos();
        while (System.nanoTime() < until) {
            PlannedWireFault fault = plan.next();
            faults++;
            boolean met = inject(fault, service, proxy, keeper);
            if (WireService.isOfOperator(fault)) {
                new Await(settings.within()).until("a resume is accepted after " + fault, service::resume);
            }
            long millis = probe.after(fault.toString(), events);
            table.add(fault, met, millis);
            output.printEvent(
                    "fault",
                    "%3d %s%s"
                            .formatted(faults, fault, met ? ": went on after " + millis + " ms" : ": no such request"),
                    Map.of("fault", fault.toString(), "met", met, "millis", millis));
        }
    }

    /** @return false when no request met it */
    private boolean inject(PlannedWireFault fault, WireService service, WireProxy proxy, Keeper keeper)
            throws IOException, InterruptedException {
        WireRule rule = fault.rule(settings.silence());
        List<WireRule> rules = new CopyOnWriteArrayList<>(List.of(rule));
        proxy.arm(rules);
        try {
            Await.Condition hit = () -> rule.hits() > 0;
            if (!new Await(BY_ITSELF).tryUntil(hit)) {
                service.provoke(fault, proxy, rules);
                if (!new Await(PROVOKED).tryUntil(hit)) {
                    service.restart(fault, keeper);
                    if (!new Await(RESTARTED).tryUntil(hit)) {
                        return false;
                    }
                }
            }
            new Await(LONGEST_BURST).tryUntil(() -> rule.isOver(System.nanoTime()));
            return true;
        } finally {
            proxy.arm(List.of());
        }
    }
}
