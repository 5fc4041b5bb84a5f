package dev.farrier.benchmarks;

import java.util.List;

/** What {@code benchmarks/run --help} prints. */
final class HelpText {
    /** Those of all that JMH runs. */
    private static final String COMMON = "[--quick] [--rounds N] [--profile]";

    private HelpText() {}

    static String text(List<Benchmark> benchmarks, List<Harness> harnesses) {
        StringBuilder text = new StringBuilder("usage: benchmarks/run NAME [OPTION…]\n\n");
        benchmarks.forEach(benchmark ->
                text.append(line(benchmark.name(), (COMMON + " " + benchmark.usage()).strip(), benchmark.about())));
        harnesses.forEach(harness -> text.append(line(harness.name(), harness.usage(), harness.about())));
        return text.append("""

                        --quick   shorter, for a first look
                        --rounds  how often everything is repeated; the median counts
                        --profile where the time goes

                        Numbers may end in k or m: --events 2m.

                        Examples:
                          benchmarks/run core --quick
                          benchmarks/run core farrier --profile
                          benchmarks/run logs /var/log
                          benchmarks/run kafka --events 2m --threads 1
                        """).toString();
    }

    private static String line(String name, String usage, String about) {
        return "  " + name + " " + usage + "\n      " + about + "\n";
    }
}
