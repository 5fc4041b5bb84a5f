package dev.farrier.ingest.record;

/** Numbers as data formats write them. */
public final class Numbers {
    private Numbers() {}

    /**
     * The number that the text is; Java's own spellings (NaN, 0x1p3, 1d) are none.
     *
     * @throws UnreadableException when it is none, or not finite
     */
    public static double finite(String where, String text) throws UnreadableException {
        double value = Double.NaN;
        if (text.chars().allMatch(c -> (c >= '0' && c <= '9') || ".+-eE".indexOf(c) >= 0)) {
            try {
                value = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                value = Double.NaN;
            }
        }
        if (!Double.isFinite(value)) {
            throw UnreadableException.at(where, UnreadableException.quote(text) + " is not a finite number");
        }
        return value;
    }
}
