package dev.farrier.policy.text;

/** A number of things, or a share of all of them. */
public record Amount(int value, boolean percent) {
    private static final int HUNDRED = 100;

    public int roundedDown(int total) {
        return percent ? (int) ((long) total * value / HUNDRED) : value;
    }

    public int roundedUp(int total) {
        return percent ? (int) (((long) total * value + HUNDRED - 1) / HUNDRED) : value;
    }

    /** As it is written: {@code 2}, or {@code 20%}. */
    @Override
    public String toString() {
        return value + (percent ? "%" : "");
    }
}
