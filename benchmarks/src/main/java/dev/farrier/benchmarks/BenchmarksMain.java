package dev.farrier.benchmarks;

import dev.farrier.benchmarks.decide.DecideHarness;
import dev.farrier.benchmarks.decide.WeekHarness;
import dev.farrier.benchmarks.kafka.deployment.RolesHarness;
import dev.farrier.benchmarks.kafka.deployment.RolloutHarness;
import dev.farrier.benchmarks.kafka.latency.LatencyHarness;
import dev.farrier.benchmarks.kafka.memory.MemoryHarness;
import dev.farrier.benchmarks.kafka.restart.RestartHarness;
import dev.farrier.benchmarks.kafka.throughput.KafkaHarness;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * {@code NAME [--quick] [--rounds N] [--profile] [ARGUMENT…]}. Runs everything that is compared in turn, several times over, so
 * that whatever else the machine does meanwhile meets all of it.
 */
public final class BenchmarksMain {
    private static final List<Benchmark> BENCHMARKS =
            List.of(new CoreReport(), new KeysReport(), new LogReport(), new LoadReport());
    private static final List<Harness> HARNESSES = List.of(
            new KafkaHarness(),
            new LatencyHarness(),
            new MemoryHarness(),
            new DecideHarness(),
            new RestartHarness(),
            new WeekHarness(),
            new RolesHarness(),
            new RolloutHarness());
    private static final int WRONG_USAGE = 2;

    private BenchmarksMain() {}

    public static void main(String[] args) throws Exception {
        System.exit(run(List.of(args)));
    }

    /** @return the exit code */
    static int run(List<String> args) throws Exception {
        if (args.isEmpty() || args.contains("--help") || args.contains("-h")) {
            System.out.print(HelpText.text(BENCHMARKS, HARNESSES));
            return args.isEmpty() ? WRONG_USAGE : 0;
        }
        String report;
        try {
            report = report(args);
        } catch (WrongArgumentException e) {
            System.err.println("benchmarks/run: " + e.getMessage() + "; see benchmarks/run --help");
            return WRONG_USAGE;
        }
        System.out.println();
        System.out.println(Machine.description());
        System.out.println();
        System.out.println(report);
        return 0;
    }

    private static String report(List<String> args) throws Exception {
        for (Harness harness : HARNESSES) {
            if (args.getFirst().equals(harness.name())) {
                return harness.run(new Arguments(args.subList(1, args.size())));
            }
        }
        List<String> arguments = new ArrayList<>(args);
        boolean quick = arguments.remove("--quick");
        boolean profile = arguments.remove("--profile");
        long rounds = rounds(arguments, quick ? 1 : 3);
        String name = arguments.isEmpty() ? "" : arguments.removeFirst();
        Benchmark benchmark = BENCHMARKS.stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new WrongArgumentException(
                        name.isEmpty() ? "no benchmark named" : "there is no benchmark '" + name + "'"));
        benchmark.check(arguments);
        Scores scores = new Scores();
        for (int round = 0; round < rounds; round++) {
            for (RunResult result : new Runner(options(benchmark, quick, profile, arguments)).run()) {
                scores.add(result, benchmark.key(result.getParams()));
            }
        }
        return benchmark.report(scores);
    }

    private static org.openjdk.jmh.runner.options.Options options(
            Benchmark benchmark, boolean quick, boolean profile, List<String> arguments) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(1)
                .warmupIterations(quick ? 4 : 8)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(quick ? 8 : 20)
                .measurementTime(TimeValue.milliseconds(250))
                .timeout(TimeValue.minutes(30))
                .shouldFailOnError(true)
                .jvmArgs("-Xms4g", "-Xmx4g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");
        if (profile) {
            options.addProfiler("stack", "lines=12;top=12;detailLine=true;period=2");
            options.addProfiler("gc");
        }
        benchmark.configure(options, quick, List.copyOf(arguments));
        return options.build();
    }

    private static long rounds(List<String> arguments, int otherwise) {
        int at = arguments.indexOf("--rounds");
        if (at < 0) {
            return otherwise;
        }
        List<String> both = arguments.subList(at, Math.min(at + 2, arguments.size()));
        long rounds = new Arguments(both).number("--rounds", otherwise);
        both.clear();
        return rounds;
    }
}
