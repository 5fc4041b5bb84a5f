package dev.farrier.detect.fold;

import dev.farrier.detect.state.StableHash;
import dev.farrier.detect.state.StateBytes;

/**
 * An event as the detectors see it. The order of events is: by time; of the same time by the last number in their id, so
 * that lines of one partition or file keep their order; then by a hash of the id.
 */
public final class DetectorEvent implements Comparable<DetectorEvent> {
    /** Of an id, as it goes into a detection. */
    private static final int SAMPLE_LENGTH = 256;

    private static final int MAX_DIGITS = 18;

    private final long time;
    private final long number;
    private final long hash;
    private final String id;
    private final int source;
    private final long alternatives;
    private final boolean clears;
    private final long data;
    private boolean reported;

    private DetectorEvent(
            long time, long number, long hash, String id, int source, long alternatives, boolean clears, long data) {
        this.time = time;
        this.number = number;
        this.hash = hash;
        this.id = id;
        this.source = source;
        this.alternatives = alternatives;
        this.clears = clears;
        this.data = data;
    }

    /**
     * @param time event time, epoch milliseconds
     * @param source its place in {@link NameIndex#sources}
     * @param alternatives that the event met, one bit each, in the order of {@link NameIndex#alternatives}
     * @param clears the event clears the symptom
     * @param data the detector's own number: the bits of a value, the hash of a label; else 0
     */
    public static DetectorEvent of(long time, String id, int source, long alternatives, boolean clears, long data) {
        return of(time, id, StableHash.of(id), source, alternatives, clears, data);
    }

    /** The same for an alert's notification, which may come again with the same id. */
    public static DetectorEvent ofAlert(
            long time, String id, long notifiedAt, int source, long alternatives, boolean clears, long data) {
        return of(
                time,
                id,
                StableHash.of((clears ? "ends/" : "") + id + "@" + notifiedAt),
                source,
                alternatives,
                clears,
                data);
    }

    private static DetectorEvent of(
            long time, String id, long hash, int source, long alternatives, boolean clears, long data) {
        String sample = id.length() > SAMPLE_LENGTH ? id.substring(0, SAMPLE_LENGTH) : id;
        return new DetectorEvent(time, number(id), hash, sample, source, alternatives, clears, data);
    }

    /** The time less {@code millis}. Times come from outside: where the result is out of range, the smallest number. */
    public static long earlier(long time, long millis) {
        return time < Long.MIN_VALUE + millis ? Long.MIN_VALUE : time - millis;
    }

    /** The number that the last digits in a row make, at most 18 of them; 0 when the id has no digit. */
    private static long number(String id) {
        int end = id.length();
        while (end > 0 && !isDigit(id.charAt(end - 1))) {
            end--;
        }
        long number = 0;
        long factor = 1;
        for (int i = end - 1; i >= 0 && end - i <= MAX_DIGITS && isDigit(id.charAt(i)); i--) {
            number += (id.charAt(i) - '0') * factor;
            factor *= 10;
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    public long time() {
        return time;
    }

    /** The last number in the id. */
    public long number() {
        return number;
    }

    /** Stands for the id: two events with the same hash are the same event. */
    public long hash() {
        return hash;
    }

    /** The id, or as much of it as goes into a detection. */
    public String id() {
        return id;
    }

    public int source() {
        return source;
    }

    public long alternatives() {
        return alternatives;
    }

    public boolean meets(long anyOf) {
        return (alternatives & anyOf) != 0;
    }

    public boolean clears() {
        return clears;
    }

    public long data() {
        return data;
    }

    /** Marks that a firing at this event was emitted. Returns false when one was emitted before. */
    public boolean markReported() {
        boolean first = !reported;
        reported = true;
        return first;
    }

    @Override
    public int compareTo(DetectorEvent other) {
        if (time != other.time) {
            return time < other.time ? -1 : 1;
        }
        if (number != other.number) {
            return number < other.number ? -1 : 1;
        }
        return Long.compare(hash, other.hash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DetectorEvent event && compareTo(event) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    /** @param reference a time near by, which makes it shorter */
    public void write(StateBytes.Writer out, long reference) {
        boolean whole = StableHash.of(id) == hash;
        out.signed(time - reference)
                .number((reported ? 1 : 0) | (clears ? 2 : 0) | (data == 0 ? 0 : 4) | (whole ? 0 : 8))
                .number(source)
                .number(alternatives)
                .text(id);
        if (data != 0) {
            out.fixed(data);
        }
        if (!whole) {
            out.fixed(number).fixed(hash);
        }
    }

    public static DetectorEvent read(StateBytes.Reader in, long reference) {
        long time = in.signed() + reference;
        int flags = in.size();
        int source = in.size();
        long alternatives = in.number();
        String id = in.text();
        long data = (flags & 4) == 0 ? 0 : in.fixed();
        boolean whole = (flags & 8) == 0;
        long number = whole ? number(id) : in.fixed();
        long hash = whole ? StableHash.of(id) : in.fixed();
        DetectorEvent event = new DetectorEvent(time, number, hash, id, source, alternatives, (flags & 2) != 0, data);
        event.reported = (flags & 1) != 0;
        return event;
    }
}
