package dev.farrier.faults.outage;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.deployment.Await;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.EventSender;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.Check;
import dev.farrier.faults.judge.History;
import dev.farrier.faults.judge.History.ActionExecution;
import dev.farrier.faults.judge.History.CommandOutcomeKind;
import dev.farrier.faults.judge.History.IncidentSummary;
import dev.farrier.faults.judge.History.PagerCall;
import dev.farrier.faults.judge.HistoryReader;
import dev.farrier.faults.judge.Judge;
import dev.farrier.faults.judge.Numbers;
import dev.farrier.faults.process.Child;
import dev.farrier.faults.process.Home;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The core is killed while machines are verified and commands run. Meanwhile half of the machines say that they are well, and the
 * worker says that its commands have succeeded; when the core is back it must believe them.
 */
public final class OutageRun {
    private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    /** Long enough to kill the core meanwhile. */
    private static final double ACTION_SECONDS = 4;

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MORE_SECONDS = 10;
    private static final int OUTAGE_SECONDS = Math.max(
                    OutagePolicies.VERIFY_SECONDS,
                    OutagePolicies.START_WITHIN_SECONDS
                            + OutagePolicies.MAX_RUN_SECONDS
                            + OutagePolicies.LOSS_GRACE_SECONDS)
            + MORE_SECONDS;
    /** The last look is that much later than the last thing that was waited for: nothing bad comes after it. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final int each;
    private final boolean liveness;
    private final KafkaVersion kafka;
    private final Home home;
    private final ReportPrinter output;

    /**
     * @param each how many machines are well, stay ill, run once, run again
     * @param liveness whether the source says when its silence may be believed
     */
    public OutageRun(int each, boolean liveness, KafkaVersion kafka, Home home, ReportPrinter output) {
        this.each = each;
        this.liveness = liveness;
        this.kafka = kafka;
        this.home = home;
        this.output = output;
    }

    /** @return whether everything holds that must */
    public boolean run() throws Exception {
        List<String> healed = hosts("healed");
        List<String> ill = hosts("ill");
        List<String> once = hosts(OutagePolicies.ONCE);
        List<String> rerun = hosts(OutagePolicies.RERUN);
        ActionLedger ledger = new ActionLedger(home.folder(), ACTION_SECONDS);
        try (Deployment deployment = Deployment.start(home, kafka);
                EventSender events = new EventSender(deployment.client())) {
            deployment.writePolicies(OutagePolicies.text(
                    ledger,
                    Stream.of(healed, ill, once, rerun).flatMap(List::stream).toList(),
                    liveness));
            Child core = start(deployment);
            HistoryReader reader = new HistoryReader(deployment.client(), ledger);

            healed.forEach(host -> events.send("broken-" + OutagePolicies.HEALS, host));
            ill.forEach(host -> events.send("broken-" + OutagePolicies.HEALS, host));
            // also the decider must have taken in that they ran
            new Await(SOON)
                    .until(
                            "the first rung has run on all of them",
                            () -> reader.read(List.of()).incidents().stream()
                                            .filter(incident -> incident.state().equals("VERIFYING"))
                                            .count()
                                    == 2L * each);
            once.forEach(host -> events.send("broken-" + OutagePolicies.ONCE, host));
            rerun.forEach(host -> events.send("broken-" + OutagePolicies.RERUN, host));
            new Await(SOON)
                    .until(
                            "the other commands run",
                            () -> ledger.runs().stream()
                                            .map(run -> run.subject().host())
                                            .filter(host -> once.contains(host) || rerun.contains(host))
                                            .distinct()
                                            .count()
                                    == 2L * each);
            core.kill();
            output.printProgress(
                    "the core is killed: " + 2 * each + " machines are verified, " + 2 * each + " commands run");
            healed.forEach(host -> events.send("well-" + OutagePolicies.HEALS, host));
            new Await(SOON).until("the running commands have succeeded", () -> succeeded(reader, once, rerun));
            once.forEach(host -> events.send("well-" + OutagePolicies.ONCE, host));
            rerun.forEach(host -> events.send("well-" + OutagePolicies.RERUN, host));
            events.flush();
            output.printProgress(
                    healed.size() + " machines have said that they are well, the worker that all commands succeeded");
            TimeUnit.SECONDS.sleep(OUTAGE_SECONDS);
            core.start();
            output.printProgress("the core is started again after " + OUTAGE_SECONDS + " s and more");
            deployment.awaitReady(List.of(core));
            boolean over = new Await(SOON).tryUntil(() -> {
                TimeUnit.SECONDS.sleep(1);
                return isOver(reader.read(List.of()), healed, ill, once, rerun);
            });
            output.printProgress(over ? "everything has gone on" : "not everything has gone on");
            TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
            History history = reader.read(events.acknowledged());
            return output.printResult(Numbers.of(history), checks(history, healed, ill, once, rerun));
        }
    }

    private Child start(Deployment deployment) throws Exception {
        Child core = deployment.serve(
                "core",
                "core, policies, api",
                OPTIONS,
                List.of(
                        "decider.startWithin: " + OutagePolicies.START_WITHIN_SECONDS + "s",
                        "decider.lossGrace: " + OutagePolicies.LOSS_GRACE_SECONDS + "s"));
        Child ingest = deployment.serve("ingest", "ingest", OPTIONS, List.of());
        Child worker = deployment.serve("worker", "executor", OPTIONS, List.of("executor.slots: " + 4 * each));
        core.start();
        deployment.awaitReady(List.of(core));
        ingest.start();
        worker.start();
        deployment.awaitReady(List.of(ingest, worker));
        output.printProgress("all processes are ready, in " + home.folder());
        return core;
    }

    private List<String> hosts(String name) {
        return IntStream.rangeClosed(1, each).mapToObj(i -> name + "-" + i).toList();
    }

    private static boolean succeeded(HistoryReader reader, List<String> once, List<String> rerun) {
        History history = reader.read(List.of());
        Set<String> ended = history.outcomes().stream()
                .filter(said -> said.kind() == CommandOutcomeKind.SUCCEEDED)
                .map(History.CommandOutcome::command)
                .collect(Collectors.toSet());
        return history.runs().stream()
                .filter(run -> once.contains(run.subject().host())
                        || rerun.contains(run.subject().host()))
                .allMatch(run -> ended.contains(run.command()));
    }

    /** The good that must happen: the healed are resolved, and the others are gone on with. */
    private static boolean isOver(
            History history, List<String> healed, List<String> ill, List<String> once, List<String> rerun) {
        return ranHarder(history).containsAll(ill)
                && Stream.of(healed, once, rerun)
                        .allMatch(hosts -> notResolved(history, hosts).isEmpty());
    }

    private static List<Check> checks(
            History history, List<String> healed, List<String> ill, List<String> once, List<String> rerun) {
        List<String> well = Stream.of(healed, once, rerun).flatMap(List::stream).toList();
        Set<String> wellIncidents = history.incidents().stream()
                .filter(incident -> well.contains(incident.subject().host()))
                .map(IncidentSummary::id)
                .collect(Collectors.toSet());
        List<String> again = new ArrayList<>();
        history.runs().stream()
                .filter(run -> once.contains(run.subject().host())
                        || rerun.contains(run.subject().host()))
                .collect(Collectors.groupingBy(run -> run.subject().host()))
                .forEach((host, runs) -> {
                    if (runs.size() > 1) {
                        again.add(host + ": ran " + runs.size() + " times");
                    }
                });
        return List.of(
                new Check(
                        "the stronger rung on a machine that was well",
                        ranHarder(history).stream()
                                .filter(healed::contains)
                                .sorted()
                                .toList()),
                new Check("a finished command run again", again),
                Judge.lostThoughItsEndWasSaid(history),
                new Check(
                        "a person called for a machine that was well",
                        history.calls().stream()
                                .map(PagerCall::incident)
                                .filter(wellIncidents::contains)
                                .toList()),
                new Check("a machine that was well and is not resolved", notResolved(history, well)),
                new Check(
                        "a machine that stayed ill and was left alone",
                        ill.stream()
                                .filter(host -> !ranHarder(history).contains(host))
                                .toList()));
    }

    private static Set<String> ranHarder(History history) {
        return history.runs().stream()
                .map(ActionExecution::subject)
                .filter(subject -> subject.policy().equals(OutagePolicies.HARDER))
                .map(History.Subject::host)
                .collect(Collectors.toSet());
    }

    private static List<String> notResolved(History history, List<String> hosts) {
        return hosts.stream()
                .filter(host -> history.incidents().stream()
                        .noneMatch(incident -> incident.subject().host().equals(host)
                                && incident.state().equals("RESOLVED")))
                .toList();
    }
}
