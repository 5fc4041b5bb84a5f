package dev.farrier.benchmarks.logs;

import com.google.re2j.Pattern;
import dev.farrier.benchmarks.Cpu;
import dev.farrier.hyperscan.Hyperscan;
import dev.farrier.match.MatchIndex;
import dev.farrier.match.MatchListener;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.MatchedEvent;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One policy for each regular expression, one thread, events that are decoded already: what one line costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogBenchmark {
    private static final int BATCH = 100;

    private static final String SOURCE = """
            kind: Source
            metadata: {name: logs}
            spec: {receiver: events, liveness: {expectEvery: 1m}}
            """;

    private static final String POLICY = """
            ---
            kind: RemediationPolicy
            metadata: {name: policy-%d}
            spec:
              match: [{sources: [logs], matchers: ['message=~"%s"']}]
              detect: {threshold: {count: 3, within: 5m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
              clears: {quietFor: 3m}
            """;

    /** The lines, and where the next batch begins. */
    @State(Scope.Thread)
    public abstract static class Lines {
        @Param({"20", "200", "2000"})
        public int patterns;

        /** Empty: made lines. */
        @Param("")
        public String folder = "";

        List<Event> events = List.of();
        List<String> regexes = List.of();
        private int at;

        @Setup(Level.Trial)
        public void read() throws IOException {
            List<String> lines = LogLines.of(folder);
            regexes = LogPatterns.of(lines, patterns);
            events = IntStream.range(0, lines.size())
                    .mapToObj(i -> Event.of(
                            "logs/0/" + i,
                            "logs",
                            EventKind.LOG,
                            i,
                            "",
                            lines.get(i),
                            Map.of("host", "host-" + i % 100)))
                    .toList();
            compile();
        }

        /** Once the regular expressions are there. */
        abstract void compile();

        final Event next() {
            at = at + 1 == events.size() ? 0 : at + 1;
            return events.get(at);
        }
    }

    public static class Indexed extends Lines {
        @Param({"hyperscan", "portable"})
        public String engine = "";

        MatchIndex index = MatchIndex.compile(compile(SOURCE));

        @Override
        void compile() {
            StringBuilder text = new StringBuilder(SOURCE);
            for (int i = 0; i < regexes.size(); i++) {
                String written = regexes.get(i).replace("\\", "\\\\").replace("\"", "\\\"");
                text.append(POLICY.formatted(i, written.replace("'", "''")));
            }
            PatternEngine chosen = PatternEngine.PORTABLE;
            if (engine.equals("hyperscan")) {
                Hyperscan.EngineChoice found = Hyperscan.choose();
                if (!found.problem().isEmpty()) {
                    throw new IllegalStateException(found.problem());
                }
                chosen = found.engine();
            }
            index = MatchIndex.compile(compile(text.toString()), MatchListener.NONE, chosen);
        }

        @TearDown(Level.Trial)
        public void close() {
            index.close();
        }

        private static Bundle compile(String text) {
            CompileResult compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("policies.yaml", text)), "benchmark");
            Bundle bundle = compiled.bundle();
            if (bundle == null) {
                throw new IllegalStateException(compiled.problems().toString());
            }
            return bundle;
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long index(Indexed lines, Cpu cpu) {
        long found = 0;
        long begin = Cpu.now();
        for (int i = 0; i < BATCH; i++) {
            for (MatchedEvent matched : lines.index.match(lines.next())) {
                found += matched.matches().size();
            }
        }
        cpu.nanos += Cpu.now() - begin;
        cpu.events += BATCH;
        cpu.found += found;
        return found;
    }

    /** RE2/J, one regular expression after the other. */
    public static class OneByOne extends Lines {
        Pattern[] compiled = {};

        @Override
        void compile() {
            compiled = regexes.stream().map(Pattern::compile).toArray(Pattern[]::new);
        }
    }

    @Benchmark
    public long oneByOne(OneByOne lines, Cpu cpu) {
        long found = 0;
        String message = lines.next().message();
        long begin = Cpu.now();
        for (Pattern pattern : lines.compiled) {
            found += pattern.matches(message) ? 1 : 0;
        }
        cpu.nanos += Cpu.now() - begin;
        cpu.events++;
        cpu.found += found;
        return found;
    }
}
