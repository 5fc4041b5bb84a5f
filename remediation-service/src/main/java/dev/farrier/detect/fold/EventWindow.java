package dev.farrier.detect.fold;

import dev.farrier.detect.state.StateBytes;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;

/**
 * The events that a detector counts, oldest first: of each its time, its source and one number, and the ids of the newest
 * ten. In the store that takes two to four bytes an event, one for the source if there are several and eight for the number
 * if the detector needs one; and the ids.
 */
public final class EventWindow {
    private static final int SAMPLES = 10;
    private static final int DATA = 1;
    private static final int SMALL_DATA = 2;
    private static final int SOURCES = 4;
    /** Most windows stay small, and there may be a million: room for few entries at first. */
    private static final int ROOM = 2;

    private ArrayDeque<Entry> entries;
    private ArrayDeque<String> samples;

    /**
     * @param time event time, epoch milliseconds
     * @param source as {@link DetectorEvent#source}
     * @param data a number of the detector's own
     */
    public record Entry(long time, int source, long data) {}

    public EventWindow() {
        this(new ArrayDeque<>(ROOM), new ArrayDeque<>(ROOM));
    }

    private EventWindow(ArrayDeque<Entry> entries, ArrayDeque<String> samples) {
        this.entries = entries;
        this.samples = samples;
    }

    public int size() {
        return entries.size();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Oldest first. */
    public Iterable<Entry> entries() {
        return entries;
    }

    public Entry oldest() {
        return entries.getFirst();
    }

    public Entry newest() {
        return entries.getLast();
    }

    public void add(DetectorEvent event, long data) {
        entries.addLast(new Entry(event.time(), event.source(), data));
        samples.addLast(event.id());
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
    }

    public Entry removeOldest() {
        Entry oldest = entries.removeFirst();
        if (samples.size() > entries.size()) {
            samples.removeFirst();
        }
        return oldest;
    }

    /** Gives each entry new data; those whose data becomes 0 are removed. */
    public void replaceData(LongUnaryOperator data) {
        ArrayDeque<Entry> replaced = new ArrayDeque<>(entries.size() + 1);
        ArrayDeque<String> ids = new ArrayDeque<>(samples.size() + 1);
        int withoutId = entries.size() - samples.size();
        Iterator<String> sample = samples.iterator();
        for (Entry entry : entries) {
            boolean hasId = withoutId-- <= 0;
            String id = hasId ? sample.next() : "";
            long number = data.applyAsLong(entry.data);
            if (number != 0) {
                replaced.addLast(number == entry.data ? entry : new Entry(entry.time, entry.source, number));
                if (hasId) {
                    ids.addLast(id);
                }
            }
        }
        entries = replaced;
        samples = ids;
    }

    public void clear() {
        entries.clear();
        samples.clear();
    }

    public EventWindow copy() {
        return new EventWindow(entries.clone(), samples.clone());
    }

    /** Names of the sources, sorted. */
    public List<String> sources(NameIndex index) {
        TreeSet<String> names = new TreeSet<>();
        entries.forEach(entry -> names.add(index.sources().get(entry.source)));
        return List.copyOf(names);
    }

    /** Ids of the newest, at most ten, oldest first. */
    public List<String> samples() {
        return List.copyOf(samples);
    }

    public void write(StateBytes.Writer out, long reference) {
        long bits = 0;
        boolean withSources = false;
        for (Entry entry : entries) {
            bits |= entry.data;
            withSources |= entry.source != 0;
        }
        boolean small = bits >>> 7 == 0;
        out.number(size()).number((bits == 0 ? 0 : small ? SMALL_DATA : DATA) | (withSources ? SOURCES : 0));
        long before = reference;
        for (Entry entry : entries) {
            out.signed(entry.time - before);
            before = entry.time;
            if (!small) {
                out.fixed(entry.data);
            } else if (bits != 0) {
                out.number(entry.data);
            }
            if (withSources) {
                out.number(entry.source);
            }
        }
        out.number(samples.size());
        samples.forEach(out::text);
    }

    public static EventWindow read(StateBytes.Reader in, long reference) {
        EventWindow window = new EventWindow();
        int size = in.size();
        int form = in.size();
        long time = reference;
        for (int i = 0; i < size; i++) {
            time += in.signed();
            long data = (form & SMALL_DATA) != 0 ? in.number() : (form & DATA) != 0 ? in.fixed() : 0;
            window.entries.addLast(new Entry(time, (form & SOURCES) != 0 ? in.size() : 0, data));
        }
        for (int i = in.size(); i > 0; i--) {
            window.samples.addLast(in.text());
        }
        return window;
    }
}
