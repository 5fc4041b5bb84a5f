package dev.farrier.benchmarks;

import dev.farrier.benchmarks.kafka.KafkaHarness;
import dev.farrier.benchmarks.kafka.LatencyHarness;
import dev.farrier.benchmarks.kafka.MemoryHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * {@code NAME [--quick] [--rounds N] [--profile] [ARGUMENT…]}. Runs everything that is compared in turn, several times over, so
 * that whatever else the machine does meanwhile meets all of it.
 */
public final class Main {
    private static final List<Benchmark> BENCHMARKS =
            List.of(new CoreReport(), new KeysReport(), new LogReport(), new LoadReport());
    private static final List<Harness> HARNESSES =
            List.of(new KafkaHarness(), new LatencyHarness(), new MemoryHarness());
    private static final int WRONG_USAGE = 2;

    private Main() {}

    public static void main(String[] args) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(args));
        for (Harness harness : HARNESSES) {
            if (!arguments.isEmpty() && arguments.getFirst().equals(harness.name())) {
                run(harness, arguments.subList(1, arguments.size()));
                return;
            }
        }
        boolean quick = arguments.remove("--quick");
        boolean profile = arguments.remove("--profile");
        int rounds = rounds(arguments, quick ? 1 : 3);
        String name = arguments.isEmpty() ? "" : arguments.removeFirst();
        Benchmark benchmark = BENCHMARKS.stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElse(null);
        if (benchmark == null) {
            System.err.println("usage: benchmarks/run "
                    + String.join("|", BENCHMARKS.stream().map(Benchmark::name).toList())
                    + " [--quick] [--rounds N] [--profile] [ARGUMENT…]");
            HARNESSES.forEach(Main::usage);
            System.exit(WRONG_USAGE);
            return;
        }
        Scores scores = new Scores();
        for (int round = 0; round < rounds; round++) {
            for (RunResult result : new Runner(options(benchmark, quick, profile, arguments)).run()) {
                scores.add(result, benchmark.key(result.getParams()));
            }
        }
        System.out.println();
        System.out.println(Machine.description());
        System.out.println();
        System.out.println(benchmark.report(scores));
    }

    private static void run(Harness harness, List<String> arguments) throws Exception {
        String report;
        try {
            report = harness.run(new Arguments(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            usage(harness);
            System.exit(WRONG_USAGE);
            return;
        }
        System.out.println(Machine.description());
        System.out.println();
        System.out.println(report);
    }

    private static void usage(Harness harness) {
        System.err.println("usage: benchmarks/run " + harness.name() + " " + harness.usage());
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

    private static int rounds(List<String> arguments, int otherwise) {
        int at = arguments.indexOf("--rounds");
        if (at < 0 || at + 1 == arguments.size()) {
            return otherwise;
        }
        arguments.remove(at);
        return Integer.parseInt(arguments.remove(at).toLowerCase(Locale.ROOT));
    }
}
