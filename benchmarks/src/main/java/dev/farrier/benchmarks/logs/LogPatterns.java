package dev.farrier.benchmarks.logs;

import com.google.re2j.Pattern;
import dev.farrier.hyperscan.Hyperscan;
import dev.farrier.match.PatternSet;
import dev.farrier.match.TextPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Regular expressions as people write them for log lines: five words in a row of some line, where the third may be any word,
 * with anything before and after. Whatever their number, together they are found in about every fourth line: what is compared
 * is looking for more, not reporting more.
 */
final class LogPatterns {
    private static final int WORDS = 5;
    /** Of a timestamp and the like: nobody looks for those. */
    private static final int SKIPPED = 3;

    private static final int TRIES = 200_000;

    private LogPatterns() {}

    /** Distinct ones. */
    static List<String> of(List<String> lines, int count) {
        Random random = new Random(3);
        List<String> patterns = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        int most = Math.max(1, lines.size() / (2 * count));
        for (int tries = 0; patterns.size() < count && tries < TRIES; ) {
            List<TextPattern> tried = new ArrayList<>();
            while (tried.size() < 2 * count && tries++ < TRIES) {
                String pattern = pattern(lines.get(random.nextInt(lines.size())), random);
                if (!pattern.isEmpty() && seen.add(pattern)) {
                    tried.add(new TextPattern(pattern, true));
                }
            }
            int[] found = new int[tried.size()];
            try (PatternSet set = Hyperscan.choose().engine().compile(tried)) {
                for (String line : lines) {
                    for (int i : set.matching(line)) {
                        found[i]++;
                    }
                }
            }
            for (int i = 0; i < found.length && patterns.size() < count; i++) {
                if (found[i] <= most) {
                    patterns.add(tried.get(i).re2());
                }
            }
        }
        if (patterns.size() < count) {
            throw new IllegalStateException("these lines give only " + patterns.size() + " patterns, not " + count);
        }
        return patterns;
    }

    private static String pattern(String line, Random random) {
        String[] words = line.split(" ");
        if (words.length < SKIPPED + WORDS) {
            return "";
        }
        int at = SKIPPED + random.nextInt(words.length - SKIPPED - WORDS + 1);
        return ".*" + Pattern.quote(words[at] + " " + words[at + 1]) + " \\S+ "
                + Pattern.quote(words[at + 3] + " " + words[at + 4]) + ".*";
    }
}
