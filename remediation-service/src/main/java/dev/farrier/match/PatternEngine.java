package dev.farrier.match;

import java.util.List;
import java.util.stream.IntStream;

/** Compiles many patterns for being tested on one text at once. */
public interface PatternEngine {
    /** Tests one pattern after the other. Needs no native library. */
    PatternEngine PORTABLE = patterns -> {
        List<TextTest> tests = patterns.stream().map(TextTest::of).toList();
        return text -> IntStream.range(0, tests.size())
                .filter(i -> tests.get(i).test(text))
                .toArray();
    };

    /**
     * May take seconds: never on a stream thread.
     *
     * @param patterns valid ones
     */
    PatternSet compile(List<TextPattern> patterns);
}
