package dev.farrier.benchmarks;

import java.util.List;
import java.util.Locale;

/** Figures for a person, as Markdown. */
public final class MarkdownTable {
    private MarkdownTable() {}

    /** A table whose columns are as wide as they must be. */
    public static String of(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                table.append("| ")
                        .append(i == 0 ? row.get(i) + padding : padding + row.get(i))
                        .append(' ');
            }
            table.append("|\n");
            if (row == rows.getFirst()) {
                for (int i = 0; i < widths.length; i++) {
                    table.append('|').append("-".repeat(widths[i] + 1)).append(i == 0 ? "-" : ":");
                }
                table.append("|\n");
            }
        }
        return table.toString();
    }

    /** With as many digits as mean something; a dash when there is none. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
    }
}
