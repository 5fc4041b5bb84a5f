package dev.farrier.policytest;

import dev.farrier.policy.yaml.test.Expectation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Expected and actual results side by side, paired in order as a longest common subsequence.
 *
 * @param rows pairs, and what stands alone
 * @param others results that no expectation must list; they may explain why an expected one did not come
 */
record ExpectationDiff(List<Row> rows, List<ActualResult> others) {
    /** The table lists so many of the last ones. */
    private static final int OTHERS = 10;

    /** At most one of the two is null. */
    record Row(@Nullable Expectation expected, @Nullable ActualResult got) {
        boolean isFine() {
            return expected != null && got != null;
        }
    }

    static ExpectationDiff of(List<Expectation> expected, List<ActualResult> got) {
        int[][] pairs = new int[expected.size() + 1][got.size() + 1];
        for (int i = expected.size() - 1; i >= 0; i--) {
            for (int j = got.size() - 1; j >= 0; j--) {
                int without = Math.max(pairs[i + 1][j], pairs[i][j + 1]);
                pairs[i][j] = got.get(j).meets(expected.get(i)) ? Math.max(without, pairs[i + 1][j + 1] + 1) : without;
            }
        }
        List<Row> rows = new ArrayList<>();
        List<ActualResult> others = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < expected.size() || j < got.size()) {
            boolean both = i < expected.size() && j < got.size();
            if (both && got.get(j).meets(expected.get(i)) && pairs[i][j] == pairs[i + 1][j + 1] + 1) {
                rows.add(new Row(expected.get(i++), got.get(j++)));
            } else if (i < expected.size() && (j == got.size() || pairs[i + 1][j] >= pairs[i][j + 1])) {
                rows.add(new Row(expected.get(i++), null));
            } else if (got.get(j).kind().mustBeListed()) {
                rows.add(new Row(null, got.get(j++)));
            } else {
                others.add(got.get(j++));
            }
        }
        return new ExpectationDiff(Collections.unmodifiableList(rows), List.copyOf(others));
    }

    boolean isFine() {
        return rows.stream().allMatch(Row::isFine);
    }

    /** Of an expected result only the time, since the rest is in the other column. */
    private static String got(Row row) {
        ActualResult got = row.got();
        return got == null ? "" : "at " + got.at() + (row.isFine() ? "" : ": " + got);
    }

    /** A table of two columns, with {@code -} before what did not come, and {@code +} before what must not come; then the others. */
    List<String> lines() {
        List<String> left = new ArrayList<>(List.of("  expected"));
        List<String> right = new ArrayList<>(List.of("got"));
        for (Row row : rows) {
            String mark = row.isFine() ? "  " : row.got() == null ? "- " : "+ ";
            left.add(mark + (row.expected() == null ? "" : row.expected()));
            right.add(got(row));
        }
        int width = left.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            lines.add(
                    (left.get(i) + " ".repeat(width - left.get(i).length()) + "  |  " + right.get(i)).stripTrailing());
        }
        int earlier = Math.max(0, others.size() - OTHERS);
        if (!others.isEmpty()) {
            lines.add(
                    earlier == 0
                            ? "  besides there was"
                            : "  besides there was, the last " + OTHERS + " of " + others.size());
        }
        others.subList(earlier, others.size()).forEach(other -> lines.add("    at " + other.at() + ": " + other));
        return lines;
    }
}
