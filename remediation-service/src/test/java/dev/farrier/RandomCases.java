package dev.farrier;

import java.util.List;
import java.util.stream.IntStream;

/** How many of its cases a test tries: all of them, or one of {@code farrier.tests.oneOf} for {@code ./farrier test --fast}. */
public final class RandomCases {
    private static final int ONE_OF = Integer.getInteger("farrier.tests.oneOf", 1);

    private RandomCases() {}

    public static int of(int all) {
        return Math.max(1, all / ONE_OF);
    }

    /** Spread over all of them; the first is always there. */
    public static <T> List<T> of(List<T> all) {
        return IntStream.range(0, all.size())
                .filter(i -> i % ONE_OF == 0)
                .mapToObj(all::get)
                .toList();
    }
}
