package dev.farrier;

/** How many random cases a test tries: all of them, or a tenth for {@code ./farrier test --fast}. */
public final class RandomCases {
    private static final boolean FEW = Boolean.getBoolean("farrier.tests.few");

    private RandomCases() {}

    public static int of(int all) {
        return FEW ? Math.max(1, all / 10) : all;
    }
}
