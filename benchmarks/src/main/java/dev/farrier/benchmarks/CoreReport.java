package dev.farrier.benchmarks;

import dev.farrier.benchmarks.core.CoreBenchmark;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** {@code core}: matching and detecting, beside Drools and a floor. */
final class CoreReport implements Benchmark {
    private static final List<String> METHODS = List.of("farrier", "drools");
    private static final List<String> POLICIES = List.of("10", "100", "1000", "10000");
    /** Compiling 10,000 rules takes Drools minutes. */
    private static final List<String> QUICK = List.of("10", "100", "1000");

    @Override
    public String name() {
        return "core";
    }

    @Override
    public String about() {
        return "matching and detecting, beside Drools and a floor: half an hour, a few minutes with --quick";
    }

    @Override
    public String usage() {
        return "[farrier|drools]";
    }

    @Override
    public void check(List<String> arguments) {
        for (String method : arguments) {
            if (!METHODS.contains(method)) {
                throw new WrongArgumentException("not understood: " + method + "; write farrier or drools");
            }
        }
    }

    @Override
    public void configure(ChainedOptionsBuilder options, boolean quick, List<String> arguments) {
        List<String> methods = arguments.isEmpty() ? METHODS : arguments;
        for (String method : methods) {
            options.include(CoreBenchmark.class.getName().replace(".", "\\.") + "\\." + method + "$");
        }
        if (quick) {
            options.param("policies", QUICK.toArray(String[]::new));
        }
    }

    @Override
    public String report(Scores scores) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "policies",
                "floor ns",
                "Farrier ns",
                "of the floor",
                "match only ns",
                "match / floor",
                "Drools ns",
                "Drools / Farrier"));
        for (String policies : POLICIES) {
            String farrier = "farrier " + policies;
            double drools = scores.of("drools " + policies);
            rows.add(List.of(
                    policies,
                    Scores.number(scores.of(farrier + " floor")),
                    Scores.number(scores.of(farrier)),
                    Scores.number(scores.ratio(farrier + " floor", farrier)),
                    Scores.number(scores.of(farrier + " match")),
                    Scores.number(scores.ratio(farrier + " match", farrier + " floor")),
                    Scores.number(drools),
                    Scores.number(drools / scores.of(farrier))));
        }
        return Scores.table(rows) + "\n10,000 policies cost "
                + Scores.number(scores.of("farrier 10000 match") / scores.of("farrier 10 match"))
                + " times as much as 10 to match, "
                + Scores.number(scores.of("farrier 10000") / scores.of("farrier 10"))
                + " times with detection, and the floor "
                + Scores.number(scores.of("farrier 10000 floor") / scores.of("farrier 10 floor"))
                + " times.\n";
    }
}
