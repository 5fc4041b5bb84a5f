package dev.farrier.faults.storm;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.deployment.Await;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.EventSender;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.deployment.TopicContents;
import dev.farrier.faults.judge.Check;
import dev.farrier.faults.judge.FirstCalls;
import dev.farrier.faults.process.Child;
import dev.farrier.faults.process.Home;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** So many machines ill at once, one service, one worker. */
public final class StormRun {
    private static final List<String> OPTIONS = List.of("-XX:+UseParallelGC", "-Xmx1g");
    private static final Duration SHOW_EVERY = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration AGAIN_EVERY = Duration.ofSeconds(60);
    private static final long FIRST_ALONE = 5;
    private static final long ALONE_EVERY = 10;
    private static final int MOST_ALONE = 200;
    private static final double SECOND = 1_000;

    private final Settings settings;
    private final Home home;
    private final ReportPrinter output;

    /**
     * @param within all must be mended by then
     * @param thenCall whether other incidents come up meanwhile that have nothing but a person
     * @param callWithin who must be called this soon after that was decided
     */
    public record Settings(
            int targets, int slots, Duration within, boolean thenCall, Duration callWithin, KafkaVersion kafka) {}

    public StormRun(Settings settings, Home home, ReportPrinter output) {
        this.settings = settings;
        this.home = home;
        this.output = output;
    }

    /** @return whether everything holds that must */
    public boolean run() throws Exception {
        try (Deployment deployment = Deployment.start(home, settings.kafka());
                EventSender events = new EventSender(deployment.client());
                Town town = new Town(host -> say(events, "well-", host))) {
            deployment.writePolicies(
                    StormPolicies.text(town.port(), settings.targets(), settings.thenCall() ? MOST_ALONE : 0));
            Child service = deployment.serve("service", "ingest, core, api, policies", OPTIONS, List.of());
            Child worker =
                    deployment.serve("worker", "executor", OPTIONS, List.of("executor.slots: " + settings.slots()));
            service.start();
            deployment.awaitReady(List.of(service));
            worker.start();
            deployment.awaitReady(List.of(worker));
            output.printProgress("service and worker are ready, in " + home.folder());
            long began = System.currentTimeMillis();
            for (int i = 0; i < settings.targets(); i++) {
                say(events, "broken-", StormPolicies.host(i));
            }
            events.flush();
            output.printProgress(settings.targets() + " machines are ill");
            int alone = awaitMended(town, events);
            output.printProgress(town.mendedAt().size() + " are mended");
            return judge(deployment, town, began, alone);
        }
    }

    /** @return how many machines fell ill meanwhile for which a person must be called */
    private int awaitMended(Town town, EventSender events) throws InterruptedException {
        long began = System.nanoTime();
        long[] show = {SHOW_EVERY.toNanos()};
        long[] again = {AGAIN_EVERY.toNanos()};
        int[] alone = {0};
        new Await(settings.within()).tryUntil(() -> {
            long passed = System.nanoTime() - began;
            if (passed > show[0]) {
                output.printProgress(town.mendedAt().size() + " are mended, "
                        + town.calledAt().size() + " calls");
                show[0] += SHOW_EVERY.toNanos();
            }
            if (passed > again[0]) {
                sayAgain(town, events);
                again[0] += AGAIN_EVERY.toNanos();
            }
            if (settings.thenCall()
                    && alone[0] < MOST_ALONE
                    && passed > TimeUnit.SECONDS.toNanos(FIRST_ALONE + ALONE_EVERY * alone[0])) {
                events.send("broken-" + StormPolicies.ALONE, StormPolicies.alone(alone[0]));
                alone[0]++;
            }
            return town.mendedAt().size() >= settings.targets();
        });
        return alone[0];
    }

    /** One after the other: a machine that was mended a moment ago does not say that it is ill. */
    private synchronized void say(EventSender events, String what, String host) {
        events.send(what + StormPolicies.STORM, host);
    }

    /** As monitoring does, those that are still ill say so again. */
    private synchronized void sayAgain(Town town, EventSender events) {
        IntStream.range(0, settings.targets())
                .mapToObj(StormPolicies::host)
                .filter(host -> !town.mendedAt().containsKey(host))
                .forEach(host -> say(events, "broken-", host));
    }

    private boolean judge(Deployment deployment, Town town, long began, int alone) throws InterruptedException {
        // the last have been mended a moment ago, and the last call has its time
        Await waiting =
                new Await(Duration.ofSeconds(Math.max(20, settings.callWithin().toSeconds() + 5)));
        List<Incident> incidents = new ArrayList<>(incidents(deployment));
        waiting.tryUntil(() -> {
            Thread.sleep(LOOK_EVERY);
            incidents.clear();
            incidents.addAll(incidents(deployment));
            return storm(incidents).size() == settings.targets()
                    && storm(incidents).stream().allMatch(incident -> incident.state() == IncidentState.RESOLVED)
                    && incidents.size() - storm(incidents).size() == alone
                    && incidents.stream()
                            .filter(incident -> !incident.policy().equals(StormPolicies.STORM))
                            .allMatch(incident -> calls(town, incidents)
                                    .of(incident.id(), incident.calling().call())
                                    .isPresent());
        });
        Map<String, Long> decided = escalations(deployment);
        FirstCalls calls = calls(town, incidents);
        List<Check> checks = new ArrayList<>(List.of(
                notMended(town, began),
                new Check(
                        "a machine acted on more than once",
                        town.acts().entrySet().stream()
                                .filter(entry -> entry.getValue().get() > 1)
                                .map(entry -> entry.getKey() + ": " + entry.getValue() + " times")
                                .toList()),
                new Check(
                        "an incident not resolved",
                        storm(incidents).stream()
                                .filter(incident -> incident.state() != IncidentState.RESOLVED)
                                .map(incident -> incident.id() + ": " + incident.state() + " " + incident.reason())
                                .toList()),
                new Check(
                        "a person called for what could be mended",
                        storm(incidents).stream()
                                .filter(incident -> calls.of(
                                                incident.id(),
                                                incident.calling().call())
                                        .isPresent())
                                .map(Incident::id)
                                .toList())));
        SequencedMap<String, Object> numbers = numbers(town, incidents, began);
        if (settings.thenCall()) {
            checks.add(lateCalls(calls, incidents, decided, numbers, alone));
        }
        return output.printResult(numbers, checks);
    }

    private Check notMended(Town town, long began) {
        long last = began + settings.within().toMillis();
        return new Check(
                "a machine not mended within " + settings.within().toSeconds() + " s",
                IntStream.range(0, settings.targets())
                        .mapToObj(StormPolicies::host)
                        .filter(host -> town.mendedAt().getOrDefault(host, Long.MAX_VALUE) > last)
                        .toList());
    }

    private Check lateCalls(
            FirstCalls calls,
            List<Incident> incidents,
            Map<String, Long> decided,
            SequencedMap<String, Object> numbers,
            int alone) {
        List<String> late = new ArrayList<>();
        List<Long> delays = new ArrayList<>();
        int seen = 0;
        for (Incident incident : incidents) {
            if (!incident.policy().equals(StormPolicies.ALONE)) {
                continue;
            }
            seen++;
            OptionalLong called = calls.of(incident.id(), incident.calling().call());
            long since = decided.getOrDefault(incident.id(), incident.openedAt());
            if (called.isEmpty()) {
                late.add(incident.id() + ": not called " + (System.currentTimeMillis() - since) / SECOND
                        + " s after that was decided");
            } else {
                long delay = called.getAsLong() - since;
                delays.add(delay);
                if (delay > settings.callWithin().toMillis()) {
                    late.add(incident.id() + ": called after " + delay / SECOND + " s");
                }
            }
        }
        if (seen < alone) {
            late.add((alone - seen) + " machines for which a call was not even decided");
        }
        numbers.put("calls to be made meanwhile", alone);
        delays.stream().mapToLong(Long::longValue).max().ifPresent(most -> {
            numbers.put(
                    "decided to called, median s",
                    delays.stream().sorted().toList().get(delays.size() / 2) / SECOND);
            numbers.put("decided to called, max s", most / SECOND);
        });
        return new Check(
                "a person not called " + settings.callWithin().toSeconds() + " s after that was decided", late);
    }

    private static FirstCalls calls(Town town, List<Incident> incidents) {
        Map<String, String> callOf = new TreeMap<>();
        incidents.forEach(
                incident -> callOf.put(incident.id(), incident.calling().call()));
        return new FirstCalls(town.calledAt(), callOf);
    }

    private SequencedMap<String, Object> numbers(Town town, List<Incident> incidents, long began) {
        long[] times = town.mendedAt().values().stream()
                .mapToLong(at -> at - began)
                .sorted()
                .toArray();
        SequencedMap<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("machines", settings.targets());
        numbers.put("mended", times.length);
        if (times.length > 0) {
            long last = times[times.length - 1];
            long gap = times[0];
            for (int i = 1; i < times.length; i++) {
                gap = Math.max(gap, times[i] - times[i - 1]);
            }
            numbers.put("first mended after s", times[0] / SECOND);
            numbers.put("half of those after s", times[times.length / 2] / SECOND);
            numbers.put("last mended after s", last / SECOND);
            numbers.put("mended a second", times.length * SECOND / Math.max(1, last));
            numbers.put("longest time without one mended s", gap / SECOND);
        }
        Map<String, Integer> states = new TreeMap<>();
        incidents.forEach(incident ->
                states.merge(incident.policy() + " " + incident.state() + " " + incident.reason(), 1, Integer::sum));
        states.forEach((state, count) -> numbers.put("at the end " + state, count));
        return numbers;
    }

    private static List<Incident> storm(List<Incident> incidents) {
        return incidents.stream()
                .filter(incident -> incident.policy().equals(StormPolicies.STORM))
                .toList();
    }

    /** As they stand now. */
    private static List<Incident> incidents(Deployment deployment) {
        Map<String, Incident> newest = new LinkedHashMap<>();
        new TopicContents(deployment.client())
                .read(deployment.topics().incidents(), Incident.class)
                .forEach(entry -> newest.put(entry.key(), entry.value()));
        return List.copyOf(newest.values());
    }

    /** Incident → when it was decided to call a person. */
    private static Map<String, Long> escalations(Deployment deployment) {
        Map<String, Long> decided = new TreeMap<>();
        new TopicContents(deployment.client())
                .read(deployment.topics().audit(), AuditRecord.class)
                .forEach(entry -> {
                    if (entry.value().state() == IncidentState.ESCALATED) {
                        decided.merge(entry.value().incident(), entry.value().time(), Math::min);
                    }
                });
        return decided;
    }
}
