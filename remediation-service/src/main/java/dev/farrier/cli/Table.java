package dev.farrier.cli;

import dev.farrier.model.Texts;
import java.util.ArrayList;
import java.util.List;

/** A table for a terminal: columns as wide as their longest cell, without control characters, since cells may hold foreign text. */
public final class Table {
    private static final int GAP = 2;

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        rows.add(List.of(header));
    }

    /** @param cells as many as the header has */
    public Table row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells in a table of " + rows.getFirst().size());
        }
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(Texts.plain(cell));
        }
        rows.add(row);
        return this;
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + GAP));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
