package dev.farrier.benchmarks.kafka.throughput;

import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.benchmarks.kafka.ChildJvm;
import dev.farrier.benchmarks.kafka.CommittedEvents;
import dev.farrier.benchmarks.kafka.DetectionCounter;
import dev.farrier.benchmarks.kafka.ProcessCpu;
import dev.farrier.benchmarks.kafka.ProgressLog;
import dev.farrier.benchmarks.kafka.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Runs one contestant over all events, from the first, and looks at it from outside: what it commits, and what it costs. */
final class Contest {
    private static final Duration AT_MOST = Duration.ofMinutes(5);
    /** So many must be read before it counts: the compilers are busy until then. */
    private static final double WARM = 0.6;

    private final Broker broker;
    private final Path policies;
    private final Loader.Loaded loaded;
    private final boolean profile;

    Contest(Broker broker, Path policies, Loader.Loaded loaded, boolean profile) {
        this.broker = broker;
        this.policies = policies;
        this.loaded = loaded;
        this.profile = profile;
    }

    @FunctionalInterface
    private interface Done {
        boolean yet() throws InterruptedException, ExecutionException;
    }

    Throughput peer(String kind, int threads) throws IOException, InterruptedException, ExecutionException {
        Path state = broker.home().resolve("state");
        List<String> arguments =
                List.of(kind, broker.client().bootstrap(), Integer.toString(threads), state.toString());
        Throughput result;
        try (ChildJvm jvm = ChildJvm.start(
                kind, broker.home().resolve(kind + ".log"), options(kind), PeerMain.class.getName(), arguments)) {
            result = measure(kind, threads, PeerMain.group(kind), jvm.pid(), jvm::mustLive, () -> true);
        }
        tidy(kind, state);
        return result;
    }

    /** Until the last detection can be read, and exactly those that there must be. */
    Throughput farrier(int threads) throws IOException, InterruptedException, ExecutionException {
        broker.createTopics();
        Throughput result;
        try (Service service = Service.start(broker, "farrier", policies, threads, options("farrier"), List.of());
                DetectionCounter detections = new DetectionCounter(broker)) {
            result = measure(
                    "farrier",
                    threads,
                    Broker.TOPICS.ingestApplication(),
                    service.pid(),
                    service::mustLive,
                    () -> detections.count() >= loaded.firings());
            TimeUnit.SECONDS.sleep(1);
            if (detections.count() != loaded.firings()) {
                throw new IllegalStateException(
                        "farrier found " + detections.count() + " failures instead of " + loaded.firings());
            }
        }
        tidy("farrier", broker.home().resolve("farrier"));
        return result;
    }

    private List<String> options(String who) {
        return profile ? List.of("-XX:StartFlightRecording=settings=profile,filename=" + recording(who)) : List.of();
    }

    private Path recording(String who) {
        return broker.home().resolve(who + ".jfr");
    }

    private void tidy(String who, Path state) throws IOException, InterruptedException, ExecutionException {
        if (profile) {
            ProgressLog.log(who + ": " + HotSpots.of(recording(who)));
        }
        broker.forgetAllBut(KafkaHarness.kept());
        Broker.delete(state);
    }

    private Throughput measure(String who, int threads, String group, long pid, Runnable mustLive, Done done)
            throws InterruptedException, ExecutionException {
        CommittedEvents committed = new CommittedEvents(broker.admin(), group, Broker.TOPICS.events());
        long until = System.nanoTime() + AT_MOST.toNanos();
        long warm = await(() -> committed.events() >= loaded.events() * WARM, committed, mustLive, until);
        long warmAt = System.nanoTime();
        ProcessCpu before = ProcessCpu.of(pid, broker.pid());
        long all = await(() -> committed.events() >= loaded.events() && done.yet(), committed, mustLive, until);
        double nanos = System.nanoTime() - warmAt;
        ProcessCpu after = ProcessCpu.of(pid, broker.pid());
        long events = all - warm;
        Throughput result = new Throughput(
                events / nanos * 1e9, after.since(before, pid) / events, after.since(before, broker.pid()) / events);
        ProgressLog.log(String.format(
                Locale.ROOT,
                "%s, %d threads: %,.0f events/s, %.0f ns of its processor time and %.0f ns of the broker's an event",
                who,
                threads,
                result.perSecond(),
                result.cpuNanos(),
                result.brokerNanos()));
        return result;
    }

    private static long await(Done done, CommittedEvents committed, Runnable mustLive, long until)
            throws InterruptedException, ExecutionException {
        while (!done.yet()) {
            mustLive.run();
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "not done after " + AT_MOST + ": " + committed.events() + " events were read and committed");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return committed.events();
    }
}
