package dev.farrier.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one detector remembers of one group: which events it has counted, and which ids it has just seen.
 *
 * <p>At most 8 bytes for each of {@code count} times and {@code max(64, count)} ids, ten sample ids of at most 256
 * characters, and the names of the policy, the group and its sources: below 2 kB for a usual threshold, about 165 kB for
 * the greatest ({@code count: 10000}).
 */
final class Window {
    static final int VERSION = 1;
    /** No time at all; earlier than every time. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int SAMPLES = 10;
    private static final int SAMPLE_LENGTH = 256;

    final SortedMap<String, String> group;
    /** Event time of the newest event, epoch milliseconds, or {@link #NEVER}. */
    long newest = NEVER;
    /** Stream time of the last change, epoch milliseconds; the window is forgotten {@code keep} milliseconds later. */
    long touched;

    long keep;
    /** Only for absence: it has fired, and nothing was heard since. */
    boolean silent;
    /** Only for absence: where it stands in the index of what to look at, or {@link #NEVER}. */
    long due = NEVER;

    /** Hashes of the newest ids, oldest first. */
    final LongQueue ids;
    /** Times of the events that count, since it last fired, oldest first. */
    final LongQueue counted;
    /** Source → time of its newest event that counts. */
    final TreeMap<String, Long> sources = new TreeMap<>();

    private final List<String> samples = new ArrayList<>();

    Window(SortedMap<String, String> group) {
        this.group = group;
        ids = new LongQueue();
        counted = new LongQueue();
    }

    private Window(StateBytes.Reader in) {
        touched = in.fixed();
        keep = in.number();
        group = in.labels();
        newest = in.fixed();
        silent = in.flag();
        due = in.fixed();
        ids = LongQueue.read(in);
        counted = LongQueue.read(in);
        for (int i = in.size(); i > 0; i--) {
            sources.put(in.text(), in.fixed());
        }
        for (int i = in.size(); i > 0; i--) {
            samples.add(in.text());
        }
    }

    /** @throws IllegalStateException when a newer version wrote it */
    static Window read(byte[] state) {
        return new Window(new StateBytes.Reader(state, VERSION, "a detector's window"));
    }

    byte[] write() {
        StateBytes.Writer out = new StateBytes.Writer(VERSION)
                .fixed(touched)
                .number(keep)
                .labels(group)
                .fixed(newest)
                .flag(silent)
                .fixed(due);
        ids.write(out);
        counted.write(out);
        out.number(sources.size());
        sources.forEach((source, time) -> out.text(source).fixed(time));
        out.number(samples.size());
        samples.forEach(out::text);
        return out.bytes();
    }

    void count(long time, String source, String id) {
        counted.add(time);
        sources.put(source, time);
        samples.add(sample(id));
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
    }

    /** An id as it goes into a detection. */
    static String sample(String id) {
        return id.length() > SAMPLE_LENGTH ? id.substring(0, SAMPLE_LENGTH) : id;
    }

    /** Ids of the newest events that count, oldest first. */
    List<String> samples() {
        return List.copyOf(samples.subList(Math.max(0, samples.size() - counted.size()), samples.size()));
    }

    void countAfresh() {
        counted.clear();
        sources.clear();
        samples.clear();
    }
}
