package dev.farrier.match.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A set of code points. Immutable.
 *
 * @param ranges first and last of each range in turn, ascending, with a gap between any two; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by equals below
public record CodePoints(int[] ranges) {
    /** Every code point. */
    public static final CodePoints ALL = of(0, Character.MAX_CODE_POINT);
    /** RE2's dot. */
    public static final CodePoints NO_NEWLINE = of('\n', '\n').complement();

    static final CodePoints DIGIT = of('0', '9');
    static final CodePoints WORD = of('0', '9', 'A', 'Z', '_', '_', 'a', 'z');
    static final CodePoints SPACE = of('\t', '\n', '\f', '\r', ' ', ' ');

    /** @param bounds first and last of each range in turn, in any order */
    static CodePoints of(int... bounds) {
        List<int[]> sorted = new ArrayList<>();
        for (int i = 0; i < bounds.length; i += 2) {
            sorted.add(new int[] {bounds[i], bounds[i + 1]});
        }
        sorted.sort((a, b) -> Integer.compare(a[0], b[0]));
        int[] merged = new int[bounds.length];
        int length = 0;
        for (int[] range : sorted) {
            if (length > 0 && range[0] <= merged[length - 1] + 1) {
                merged[length - 1] = Math.max(merged[length - 1], range[1]);
            } else {
                merged[length++] = range[0];
                merged[length++] = range[1];
            }
        }
        return new CodePoints(Arrays.copyOf(merged, length));
    }

    CodePoints and(CodePoints other) {
        int[] both = Arrays.copyOf(ranges, ranges.length + other.ranges.length);
        System.arraycopy(other.ranges, 0, both, ranges.length, other.ranges.length);
        return of(both);
    }

    /** All others. */
    public CodePoints complement() {
        int[] bounds = new int[ranges.length + 2];
        int length = 0;
        int next = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i] > next) {
                bounds[length++] = next;
                bounds[length++] = ranges[i] - 1;
            }
            next = ranges[i + 1] + 1;
        }
        if (next <= Character.MAX_CODE_POINT) {
            bounds[length++] = next;
            bounds[length++] = Character.MAX_CODE_POINT;
        }
        return new CodePoints(Arrays.copyOf(bounds, length));
    }

    /** Less these. */
    public CodePoints without(int... codePoints) {
        CodePoints others = complement();
        for (int codePoint : codePoints) {
            others = others.and(of(codePoint, codePoint));
        }
        return others.complement();
    }

    /** How many they are. */
    public int size() {
        int size = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            size += ranges[i + 1] - ranges[i] + 1;
        }
        return size;
    }

    public boolean contains(int codePoint) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (codePoint >= ranges[i] && codePoint <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePoints points && Arrays.equals(ranges, points.ranges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ranges);
    }
}
