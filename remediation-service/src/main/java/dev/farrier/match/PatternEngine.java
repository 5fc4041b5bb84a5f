package dev.farrier.match;

import dev.farrier.match.regex.TextPattern;
import dev.farrier.match.regex.TextTest;
import java.util.Arrays;
import java.util.List;

/** Makes many patterns ready to be asked of one text at once. */
public interface PatternEngine {
    /** Asks one pattern after the other. Needs nothing but Java. */
    PatternEngine PORTABLE = patterns -> {
        TextTest[] tests = patterns.stream().map(TextTest::of).toArray(TextTest[]::new);
        return text -> {
            int[] found = new int[tests.length];
            int size = 0;
            for (int i = 0; i < tests.length; i++) {
                if (tests[i].test(text)) {
                    found[size++] = i;
                }
            }
            return Arrays.copyOf(found, size);
        };
    };

    /**
     * Takes its time, so never on a stream thread.
     *
     * @param patterns correct ones
     */
    PatternSet compile(List<TextPattern> patterns);
}
