package dev.farrier.policy.text;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the known name that is meant by a misspelt one. */
public final class Nearest {
    private static final int SHOWN = 12;
    /** With fewer characters, that one name begins another says little. */
    private static final int SHORTEST = 3;

    private Nearest() {}

    /** {@code : did you mean 'x'?}, else the known names; for the end of a message. */
    public static String hint(String written, Collection<String> known) {
        String nearest = find(written, known);
        if (nearest != null) {
            return ": did you mean '" + nearest + "'?";
        }
        if (known.isEmpty()) {
            return ": none is known";
        }
        String some = known.stream().sorted().limit(SHOWN).collect(Collectors.joining(", "));
        return ": known are " + some + (known.size() > SHOWN ? ", … (" + known.size() + ")" : "");
    }

    /** The known name with the fewest edits, case ignored, if they are few for its length; the first of equals. */
    public static @Nullable String find(String written, Collection<String> known) {
        String best = null;
        int fewest = Math.max(1, written.length() / 3) + 1;
        for (String name : known.stream().sorted().toList()) {
            if (Math.abs(name.length() - written.length()) >= fewest) {
                continue;
            }
            int edits = edits(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (edits < fewest) {
                fewest = edits;
                best = name;
            }
        }
        return best == null && written.length() >= SHORTEST ? longer(written, known) : best;
    }

    /** A known name that the written one begins, or that begins it: {@code groupBy} for {@code group}. */
    private static @Nullable String longer(String written, Collection<String> known) {
        return known.stream()
                .sorted()
                .filter(name -> name.startsWith(written) || written.startsWith(name) && name.length() >= SHORTEST)
                .findFirst()
                .orElse(null);
    }

    /** Insertions, deletions, replacements and swaps of neighbours. */
    private static int edits(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
