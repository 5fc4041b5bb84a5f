package dev.farrier.benchmarks;

import dev.farrier.benchmarks.logs.LogBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** {@code logs [FOLDER]}: many regular expressions over log lines. */
final class LogReport implements Benchmark {
    private static final List<String> PATTERNS = List.of("20", "200", "2000");

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public String about() {
        return "20, 200 and 2,000 regular expressions over the *.log of a folder, else over made lines";
    }

    @Override
    public String usage() {
        return "[FOLDER]";
    }

    @Override
    public void check(List<String> arguments) {
        boolean folder = !arguments.isEmpty() && !arguments.getFirst().startsWith("-");
        new Arguments(folder ? arguments.subList(1, arguments.size()) : arguments).end();
        if (folder && !Files.isDirectory(Path.of(arguments.getFirst()))) {
            throw new WrongArgumentException("no folder: " + arguments.getFirst());
        }
    }

    @Override
    public String key(BenchmarkParams params) {
        String engine = params.getParam("engine");
        return (engine == null ? "re2j" : engine) + " " + params.getParam("patterns");
    }

    @Override
    public void configure(ChainedOptionsBuilder options, boolean quick, List<String> arguments) {
        options.include(LogBenchmark.class.getName().replace(".", "\\."));
        options.param("folder", arguments.isEmpty() ? "" : arguments.getFirst());
        if (quick) {
            options.param("patterns", "20", "2000").param("engine", "hyperscan");
        }
    }

    @Override
    public String report(Scores scores) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "patterns",
                "Farrier ns a line",
                "times 20",
                "hits a line",
                "without Hyperscan ns",
                "RE2/J one by one ns"));
        for (String patterns : PATTERNS) {
            double hyperscan = scores.of("hyperscan " + patterns);
            rows.add(List.of(
                    patterns,
                    Scores.number(hyperscan),
                    Scores.number(hyperscan / scores.of("hyperscan 20")),
                    Scores.number(scores.of("hyperscan " + patterns + " found")),
                    Scores.number(scores.of("portable " + patterns)),
                    Scores.number(scores.of("re2j " + patterns))));
        }
        return Scores.table(rows);
    }
}
