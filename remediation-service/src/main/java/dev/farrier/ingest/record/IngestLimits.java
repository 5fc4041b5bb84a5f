package dev.farrier.ingest.record;

/**
 * How much is taken from outside. Together they keep one event below 450 kB, so that it fits, with what is added to it
 * later, into a Kafka record of the default size. Lengths are in bytes of UTF-8 unless they say characters.
 */
public final class IngestLimits {
    /** One line, or one JSON object. */
    public static final int RECORD_BYTES = 1 << 20;

    /**
     * One line that a source's pattern is matched with: this bounds the time of a match. A longer line is rejected, since
     * the fields of a cut line could be wrong.
     */
    public static final int PATTERN_LINE_BYTES = 64 << 10;

    /** One body that may hold several events: a receiver's, or a record of a format with batches. */
    public static final int BODY_BYTES = 5 << 20;

    /** Events, or alerts, in one body. */
    public static final int BATCH_EVENTS = 10_000;

    /** Objects and arrays within each other. */
    public static final int JSON_DEPTH = 64;

    /** Braces, keys and values of one body: keeps a small body from becoming a huge tree. */
    public static final int JSON_TOKENS = 2_000_000;

    public static final int LABELS = 64;
    public static final int LABEL_NAME_CHARS = 128;
    public static final int LABEL_VALUE_BYTES = 4 << 10;

    /** A longer message is cut, with {@link #CUT} at its end; everything else that is too long is refused. */
    public static final int MESSAGE_BYTES = 64 << 10;

    public static final String CUT = " …[cut]";

    /** A message said to be repeated becomes so many events at most; the rest is counted as dropped. */
    public static final int REPEATS = 1_000;

    /** Of an event's id, name and severity, each. */
    public static final int NAME_BYTES = 1 << 10;

    /** An event may be this much later than it was received: clocks differ, and local times lack their zone. */
    public static final long FUTURE_MILLIS = 24 * 60 * 60 * 1000L;

    private IngestLimits() {}
}
