package dev.farrier.benchmarks.kafka.memory;

import dev.farrier.benchmarks.Arguments;
import dev.farrier.benchmarks.Harness;
import dev.farrier.benchmarks.MarkdownTable;
import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.benchmarks.kafka.CommittedEvents;
import dev.farrier.benchmarks.kafka.DetectionCounter;
import dev.farrier.benchmarks.kafka.PolicyFiles;
import dev.farrier.benchmarks.kafka.ProgressLog;
import dev.farrier.benchmarks.kafka.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** {@code memory}: what many keys that were counted once take, on the heap and on disk, and how soon they are back after a crash. */
public final class MemoryHarness implements Harness {
    private static final long KEYS = 1_000_000;
    /** Spread over all partitions; each fires once its state is there again. */
    private static final int LOOKED_AT = 32;

    private static final Duration AT_MOST = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String about() {
        return "a million keys: heap, disk, and how soon they are back after a crash";
    }

    @Override
    public String usage() {
        return "[--keys N] [--standby-seconds N]";
    }

    @Override
    public String run(Arguments arguments) throws Exception {
        long keys = arguments.number("--keys", KEYS);
        long warmUp = arguments.number("--standby-seconds", 60);
        arguments.end();
        try (Broker broker = Broker.start()) {
            broker.createTopics();
            Path policies = broker.home().resolve("policies");
            PolicyFiles.thresholds(policies, Keys.POLICIES, Keys.WITHIN_MILLIS);
            try (DetectionCounter detections = new DetectionCounter(broker)) {
                return new Run(broker, policies, new Keys(broker), detections, keys).report(warmUp);
            }
        }
    }

    private record Run(Broker broker, Path policies, Keys keys, DetectionCounter detections, long count) {

        String report(long warmUp) throws IOException, InterruptedException, ExecutionException {
            Service first = start("first");
            first.awaitReady();
            // keys behind those that are counted: nothing is known of them
            Duration empty = crash(first, () -> start("first"), LongStream.range(count, count + LOOKED_AT), 3);
            first.close();

            first = start("first");
            first.awaitReady();
            long heapBefore = Footprint.heap(first.pid());
            ProgressLog.log("sending " + count + " keys");
            keys.send(LongStream.range(0, count), 1);
            awaitDetect();
            long heap = Footprint.heap(first.pid()) - heapBefore;
            first.close();
            Path store = broker.home().resolve("first");
            long disk = Footprint.store(store);
            long changelog = Footprint.topic(broker, Broker.TOPICS.coreApplication() + "-detect-groups-changelog");
            ProgressLog.log(
                    String.format(Locale.ROOT, "heap %,d, store %,d, changelog %,d bytes", heap, disk, changelog));

            first = start("first");
            first.awaitReady();
            Duration alone = crash(first, () -> start("first"), looked(0), 2);
            first.close();

            first = start("first");
            first.awaitReady();
            Duration standby;
            try (Service second = start("second")) {
                second.awaitReady();
                ProgressLog.log("the standby fills for " + warmUp + " s");
                TimeUnit.SECONDS.sleep(warmUp);
                standby = crash(first, () -> second, looked(1), 2);
            }
            return MarkdownTable.of(List.of(
                            List.of("keys", "heap bytes a key", "store bytes a key", "changelog bytes a key"),
                            List.of(
                                    MarkdownTable.number(count),
                                    MarkdownTable.number((double) heap / count),
                                    MarkdownTable.number((double) disk / count),
                                    MarkdownTable.number((double) changelog / count))))
                    + "\n"
                    + MarkdownTable.of(List.of(
                            List.of("from kill -9 until every partition detects again", "s"),
                            List.of("no keys, started again at once", seconds(empty)),
                            List.of("all keys, started again at once", seconds(alone)),
                            List.of("all keys, a second process stands by", seconds(standby))));
        }

        private Service start(String name) throws IOException {
            return Service.start(broker, name, policies, 1, List.of(), List.of());
        }

        /** Some of the keys, others each time. */
        private LongStream looked(int time) {
            return LongStream.range(0, LOOKED_AT).map(i -> (2 * i + time) * (count / (2 * LOOKED_AT)));
        }

        @FunctionalInterface
        private interface Next {
            Service start() throws IOException;
        }

        /** Ends it as kill -9 does; then these keys get what they lack to fire. */
        private Duration crash(Service running, Next next, LongStream looked, int events)
                throws IOException, InterruptedException {
            long before = detections.count();
            long begin = System.nanoTime();
            running.kill();
            try (Service successor = next.start()) {
                keys.send(looked, events);
                await("detections", () -> {
                    successor.mustLive();
                    return detections.count() >= before + LOOKED_AT;
                });
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                TimeUnit.SECONDS.sleep(1);
                if (detections.count() != before + LOOKED_AT) {
                    throw new IllegalStateException(
                            (detections.count() - before) + " detections instead of " + LOOKED_AT);
                }
                ProgressLog.log("detects again after " + seconds(took) + " s");
                return took;
            }
        }

        /** Until all that was sent is read, and its state is committed. */
        private void awaitDetect() throws InterruptedException {
            CommittedEvents ingest =
                    new CommittedEvents(broker.admin(), Broker.TOPICS.ingestApplication(), Broker.TOPICS.events());
            await("ingest", () -> ingest.events() >= keys.sent());
            long signals = Footprint.end(broker, Broker.TOPICS.signals());
            CommittedEvents core =
                    new CommittedEvents(broker.admin(), Broker.TOPICS.coreApplication(), Broker.TOPICS.signals());
            await("detect", () -> core.events() >= signals);
        }

        @FunctionalInterface
        private interface Condition {
            boolean holds() throws InterruptedException, ExecutionException;
        }

        private static void await(String what, Condition condition) throws InterruptedException {
            long until = System.nanoTime() + AT_MOST.toNanos();
            try {
                while (!condition.holds()) {
                    if (System.nanoTime() > until) {
                        throw new IllegalStateException(what + ": not within " + AT_MOST);
                    }
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(what, e);
            }
        }

        private static String seconds(Duration duration) {
            return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
        }
    }
}
