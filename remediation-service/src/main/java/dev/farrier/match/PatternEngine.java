package dev.farrier.match;

import dev.farrier.match.regex.TextPattern;
import dev.farrier.match.regex.TextTest;
import java.util.List;
import java.util.stream.IntStream;

/** Makes many patterns ready to be asked of one text at once. */
public interface PatternEngine {
    /** Asks one pattern after the other. Needs nothing but Java. */
    PatternEngine PORTABLE = patterns -> {
        TextTest[] tests = patterns.stream().map(TextTest::of).toArray(TextTest[]::new);
        return text -> IntStream.range(0, tests.length)
                .filter(i -> tests[i].test(text))
                .toArray();
    };

    /**
     * Takes its time, so never on a stream thread.
     *
     * @param patterns correct ones
     */
    PatternSet compile(List<TextPattern> patterns);
}
