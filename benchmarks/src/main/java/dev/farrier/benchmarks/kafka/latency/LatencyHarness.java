package dev.farrier.benchmarks.kafka.latency;

import dev.farrier.benchmarks.Arguments;
import dev.farrier.benchmarks.Harness;
import dev.farrier.benchmarks.MarkdownTable;
import dev.farrier.benchmarks.WrongArgumentException;
import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.benchmarks.kafka.CommittedEvents;
import dev.farrier.benchmarks.kafka.Percentiles;
import dev.farrier.benchmarks.kafka.PolicyFiles;
import dev.farrier.benchmarks.kafka.ProcessCpu;
import dev.farrier.benchmarks.kafka.ProgressLog;
import dev.farrier.benchmarks.kafka.Service;
import dev.farrier.benchmarks.kafka.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** {@code latency}: from the moment an event should be sent to the moment a worker can read the command that it causes. */
public final class LatencyHarness implements Harness {
    private static final int POLICIES = 1_000;
    /** Short, so that background events fire seldom however many there are. */
    private static final long WITHIN_MILLIS = 1_000;

    private static final int MAX_PROBES = 20_000;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration FLOOD = Duration.ofSeconds(20);
    private static final Duration CATCH_UP = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String about() {
        return "from an event to the command that a worker can read";
    }

    @Override
    public String usage() {
        return "[--rate EVENTS-A-SECOND] [--shares 10,50,80] [--seconds N] [--probes A-SECOND] [--threads N]";
    }

    @Override
    public String run(Arguments arguments) throws Exception {
        long rate = arguments.number("--rate", Long.MAX_VALUE);
        List<Long> shares = arguments.numbers("--shares", List.of(10L, 50L, 80L));
        long seconds = arguments.number("--seconds", 60);
        long probes = arguments.number("--probes", 20);
        long threads = arguments.number("--threads", 1);
        arguments.end();
        if ((seconds + WARM_UP.toSeconds()) * probes * shares.size() > MAX_PROBES) {
            throw new WrongArgumentException("more than " + MAX_PROBES + " probes, each with a target of its own");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "load",
                "events/s",
                "commands",
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "max ms",
                "sender late ms",
                "processors"));
        String found = "";
        try (Broker broker = Broker.start()) {
            broker.createTopics();
            Path policies = broker.home().resolve("policies");
            PolicyFiles.thresholds(policies, POLICIES, WITHIN_MILLIS);
            PolicyFiles.probe(policies, MAX_PROBES);
            Traffic traffic = new Traffic(POLICIES, System.currentTimeMillis());
            ProbeTimes times = new ProbeTimes(MAX_PROBES);
            try (Service service = Service.start(broker, "farrier", policies, (int) threads, List.of(), List.of());
                    Worker worker = new Worker(broker, service.publicKey(), times::arrived)) {
                service.awaitReady();
                ProgressLog.log("farrier is ready");
                if (rate == Long.MAX_VALUE) {
                    rate = maximum(broker, traffic);
                    found = String.format(
                            Locale.ROOT, "Most with sender and broker on the same machine: %,d events/s.%n", rate);
                    ProgressLog.log(found.strip());
                }
                int firstProbe = 0;
                for (long share : shares) {
                    Run run = new Run(broker, service, traffic, times, rate * share / 100, probes);
                    rows.add(run.measure(share + " %", firstProbe, seconds));
                    firstProbe += (int) ((seconds + WARM_UP.toSeconds() + 5) * probes);
                }
            }
        }
        return MarkdownTable.of(rows) + "\n" + found;
    }

    /** Sends as much as goes, and looks at how much of it ingest takes in. Returns when all of it was read. */
    private static long maximum(Broker broker, Traffic traffic) throws InterruptedException, ExecutionException {
        CommittedEvents committed =
                new CommittedEvents(broker.admin(), Broker.TOPICS.ingestApplication(), Broker.TOPICS.events());
        long sent;
        long rate;
        try (Sender sender = new Sender(broker, traffic, 0, 0, 0, (probe, nanos) -> {})) {
            TimeUnit.NANOSECONDS.sleep(FLOOD.toNanos());
            long begin = System.nanoTime();
            long before = committed.events();
            TimeUnit.NANOSECONDS.sleep(FLOOD.toNanos() / 2);
            rate = (long) ((committed.events() - before) / ((System.nanoTime() - begin) / 1e9));
            sent = sender.sent();
        }
        awaitCaughtUp(committed, sent);
        return rate;
    }

    private static void awaitCaughtUp(CommittedEvents committed, long events)
            throws InterruptedException, ExecutionException {
        long until = System.nanoTime() + CATCH_UP.toNanos();
        while (committed.events() < events) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("ingest has not caught up after " + CATCH_UP);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** One rate. */
    private record Run(
            Broker broker, Service service, Traffic traffic, ProbeTimes times, long rate, long probesASecond) {
        List<String> measure(String name, int firstProbe, long seconds) throws InterruptedException {
            int skipped = (int) (WARM_UP.toSeconds() * probesASecond);
            int counted = (int) (seconds * probesASecond);
            long sent;
            long late;
            double processors;
            double nanos;
            try (Sender sender =
                    new Sender(broker, traffic, rate, 1_000_000_000 / probesASecond, firstProbe, times::planned)) {
                TimeUnit.SECONDS.sleep(WARM_UP.toSeconds());
                ProcessCpu before = ProcessCpu.of(service.pid());
                long begin = System.nanoTime();
                long already = sender.sent();
                TimeUnit.SECONDS.sleep(seconds);
                nanos = System.nanoTime() - begin;
                sent = sender.sent() - already;
                processors = ProcessCpu.of(service.pid()).since(before, service.pid()) / nanos;
                late = sender.latestNanos();
                TimeUnit.SECONDS.sleep(3);
            }
            service.mustLive();
            Percentiles found = new Percentiles(times.await(firstProbe + skipped, counted, Duration.ofSeconds(60)));
            ProgressLog.log(name + ": p50 " + millis(found.at(0.5)) + " ms, p99 " + millis(found.at(0.99)) + " ms");
            return List.of(
                    name,
                    MarkdownTable.number(sent / nanos * 1e9),
                    found.count() + " of " + counted,
                    millis(found.at(0.5)),
                    millis(found.at(0.99)),
                    millis(found.at(0.999)),
                    millis(found.at(1)),
                    millis(late),
                    MarkdownTable.number(processors));
        }

        private static String millis(long nanos) {
            return String.format(Locale.ROOT, "%,.0f", nanos / 1e6);
        }
    }
}
