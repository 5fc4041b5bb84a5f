package dev.farrier.benchmarks.kafka.throughput;

import dev.farrier.benchmarks.Arguments;
import dev.farrier.benchmarks.Harness;
import dev.farrier.benchmarks.MarkdownTable;
import dev.farrier.benchmarks.WrongArgumentException;
import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.benchmarks.kafka.ExpectedFirings;
import dev.farrier.benchmarks.kafka.PolicyFiles;
import dev.farrier.benchmarks.kafka.ProgressLog;
import dev.farrier.benchmarks.kafka.Traffic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code kafka}: how many events a second, beside a consumer and a Streams application that do nothing but decode. */
public final class KafkaHarness implements Harness {
    private static final int POLICIES = 1_000;
    private static final long EVENTS = 20_000_000;
    private static final String FARRIER = "farrier";
    private static final List<String> ALL =
            List.of(PeerMain.CONSUMER, PeerMain.STREAMS, FARRIER, PeerMain.STREAMS_WHOLE);

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public String about() {
        return "the running service, beside a consumer and a Streams application that only decode";
    }

    @Override
    public String usage() {
        return "[--events N] [--threads 1,2] [--rounds N] [--profile] [--only " + FARRIER + "]";
    }

    @Override
    public String run(Arguments arguments) throws Exception {
        long events = arguments.number("--events", EVENTS);
        List<Long> threads = arguments.numbers("--threads", List.of(1L, 2L));
        long rounds = arguments.number("--rounds", 3);
        boolean profile = arguments.flag("--profile");
        List<String> contestants = arguments.text("--only").map(List::of).orElse(ALL);
        arguments.end();
        if (!ALL.containsAll(contestants)) {
            throw new WrongArgumentException(
                    "--only wants one of " + String.join(", ", ALL) + ", not " + contestants.getFirst());
        }
        Map<String, List<Throughput>> results = new TreeMap<>();
        try (Broker broker = Broker.start()) {
            broker.createTopics();
            Traffic traffic = new Traffic(POLICIES, System.currentTimeMillis() - events);
            Loader.Loaded loaded = Loader.load(broker, traffic, POLICIES, events);
            ProgressLog.log(String.format(
                    Locale.ROOT,
                    "loaded %,d events of %d bytes, %.2f %% concern a policy; %,d detections are expected",
                    events,
                    loaded.bytes() / events,
                    100.0 * loaded.matching() / events,
                    loaded.firings()));
            Path policies = broker.home().resolve("policies");
            PolicyFiles.thresholds(policies, POLICIES, ExpectedFirings.WITHIN_MILLIS);
            Contest contest = new Contest(broker, policies, loaded, profile);
            for (long round = 0; round < rounds; round++) {
                for (long count : threads) {
                    for (String who : contestants) {
                        Throughput one =
                                who.equals(FARRIER) ? contest.farrier((int) count) : contest.peer(who, (int) count);
                        results.computeIfAbsent(key(who, count), k -> new ArrayList<>())
                                .add(one);
                    }
                }
            }
        }
        return report(results, threads);
    }

    private static String key(String who, long threads) {
        return who + " " + threads;
    }

    private static String report(Map<String, List<Throughput>> results, List<Long> threads) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "threads", "", "events/s", "of Streams", "CPU ns an event", "of Streams", "broker's ns an event"));
        for (long count : threads) {
            List<Throughput> floor = results.getOrDefault(key(PeerMain.STREAMS, count), List.of());
            for (String who : ALL) {
                List<Throughput> runs = results.getOrDefault(key(who, count), List.of());
                List<Double> speed = new ArrayList<>();
                List<Double> cost = new ArrayList<>();
                for (int i = 0; i < Math.min(runs.size(), floor.size()); i++) {
                    speed.add(runs.get(i).perSecond() / floor.get(i).perSecond());
                    cost.add(runs.get(i).cpuNanos() / floor.get(i).cpuNanos());
                }
                rows.add(List.of(
                        Long.toString(count),
                        who,
                        MarkdownTable.number(median(runs, Throughput::perSecond)),
                        MarkdownTable.number(Throughput.median(speed)),
                        MarkdownTable.number(median(runs, Throughput::cpuNanos)),
                        MarkdownTable.number(Throughput.median(cost)),
                        MarkdownTable.number(median(runs, Throughput::brokerNanos))));
            }
        }
        return MarkdownTable.of(rows);
    }

    private static double median(List<Throughput> runs, java.util.function.ToDoubleFunction<Throughput> figure) {
        return Throughput.median(runs.stream().mapToDouble(figure).boxed().toList());
    }

    /** What stays on the broker between two runs. */
    static Set<String> kept() {
        return Set.of(Broker.TOPICS.events());
    }
}
