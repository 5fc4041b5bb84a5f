package dev.farrier.detect.fold;

import dev.farrier.detect.state.StateBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

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
    private static final long[] NO_LONGS = {};
    private static final int[] NO_INTS = {};
    private static final String[] NO_TEXTS = {};

    private long[] times = NO_LONGS;
    /** Empty while all are 0. */
    private long[] data = NO_LONGS;
    /** Empty while all are 0. */
    private int[] sources = NO_INTS;
    /** Of the newest, oldest first. */
    private String[] samples = NO_TEXTS;

    private int start;
    private int end;

    public int size() {
        return end - start;
    }

    public boolean isEmpty() {
        return start == end;
    }

    /** @param index 0 is the oldest */
    public long time(int index) {
        return times[start + index];
    }

    /** @param index 0 is the oldest */
    public long data(int index) {
        return data.length == 0 ? 0 : data[start + index];
    }

    /** Only for a number that is not 0. */
    public void setData(int index, long number) {
        data[start + index] = number;
    }

    /** The newest one with this number, 0 is the oldest; -1 when there is none. */
    public int indexOf(long number) {
        for (int i = size() - 1; i >= 0; i--) {
            if (data(i) == number) {
                return i;
            }
        }
        return -1;
    }

    public void add(DetectorEvent event, long number) {
        append(event.time(), event.source(), number);
        int kept = samples.length < SAMPLES ? samples.length : SAMPLES - 1;
        String[] more = new String[kept + 1];
        System.arraycopy(samples, samples.length - kept, more, 0, kept);
        more[kept] = event.id();
        samples = more;
    }

    private void append(long time, int source, long number) {
        if (end == times.length) {
            grow();
        }
        times[end] = time;
        if (number != 0 && data.length == 0) {
            data = new long[times.length];
        }
        if (data.length > 0) {
            data[end] = number;
        }
        if (source != 0 && sources.length == 0) {
            sources = new int[times.length];
        }
        if (sources.length > 0) {
            sources[end] = source;
        }
        end++;
    }

    private void grow() {
        int room = start + size() + Math.max(2, size() / 2);
        times = Arrays.copyOfRange(times, start, room);
        data = data.length == 0 ? data : Arrays.copyOfRange(data, start, room);
        sources = sources.length == 0 ? sources : Arrays.copyOfRange(sources, start, room);
        end -= start;
        start = 0;
    }

    /** Whether the oldest is at this time or before. */
    public boolean startsUpTo(long time) {
        return start < end && times[start] <= time;
    }

    public void dropOldest() {
        if (++start == end) {
            clear();
        } else if (samples.length > size()) {
            samples = Arrays.copyOfRange(samples, samples.length - size(), samples.length);
        }
    }

    /** Drops those at this time or before. */
    public void dropUpTo(long time) {
        while (startsUpTo(time)) {
            dropOldest();
        }
    }

    /** A copy without those at this time or before. */
    public EventWindow after(long time) {
        EventWindow newer = copy();
        newer.dropUpTo(time);
        return newer;
    }

    public void remove(int index) {
        int at = start + index;
        int sample = samples.length - (end - at);
        int after = end - at - 1;
        System.arraycopy(times, at + 1, times, at, after);
        if (data.length > 0) {
            System.arraycopy(data, at + 1, data, at, after);
        }
        if (sources.length > 0) {
            System.arraycopy(sources, at + 1, sources, at, after);
        }
        end--;
        if (sample >= 0) {
            String[] fewer = new String[samples.length - 1];
            System.arraycopy(samples, 0, fewer, 0, sample);
            System.arraycopy(samples, sample + 1, fewer, sample, fewer.length - sample);
            samples = fewer;
        }
    }

    public void clear() {
        start = 0;
        end = 0;
        samples = NO_TEXTS;
    }

    public EventWindow copy() {
        EventWindow copy = new EventWindow();
        copy.times = isEmpty() ? NO_LONGS : Arrays.copyOfRange(times, start, end);
        copy.data = isEmpty() || data.length == 0 ? NO_LONGS : Arrays.copyOfRange(data, start, end);
        copy.sources = isEmpty() || sources.length == 0 ? NO_INTS : Arrays.copyOfRange(sources, start, end);
        copy.samples = samples;
        copy.end = size();
        return copy;
    }

    public List<String> sources(NameIndex terms) {
        TreeSet<String> names = new TreeSet<>();
        for (int i = start; i < end; i++) {
            names.add(terms.sources().get(sources.length == 0 ? 0 : sources[i]));
        }
        return new ArrayList<>(names);
    }

    public List<String> samples() {
        return List.of(samples);
    }

    public void write(StateBytes.Writer out, long reference) {
        long bits = 0;
        boolean withSources = false;
        for (int i = start; i < end; i++) {
            bits |= data.length > 0 ? data[i] : 0;
            withSources |= sources.length > 0 && sources[i] != 0;
        }
        boolean small = bits >>> 7 == 0;
        out.number(size()).number((bits == 0 ? 0 : small ? SMALL_DATA : DATA) | (withSources ? SOURCES : 0));
        long before = reference;
        for (int i = start; i < end; i++) {
            out.signed(times[i] - before);
            before = times[i];
            if (!small) {
                out.fixed(data[i]);
            } else if (bits != 0) {
                out.number(data[i]);
            }
            if (withSources) {
                out.number(sources[i]);
            }
        }
        out.number(samples.length);
        for (String sample : samples) {
            out.text(sample);
        }
    }

    public static EventWindow read(StateBytes.Reader in, long reference) {
        EventWindow marks = new EventWindow();
        int size = in.size();
        int form = in.size();
        marks.times = size == 0 ? NO_LONGS : new long[size];
        long time = reference;
        for (int i = 0; i < size; i++) {
            time += in.signed();
            long number = (form & SMALL_DATA) != 0 ? in.number() : (form & DATA) != 0 ? in.fixed() : 0;
            marks.append(time, (form & SOURCES) != 0 ? in.size() : 0, number);
        }
        marks.samples = new String[in.size()];
        for (int i = 0; i < marks.samples.length; i++) {
            marks.samples[i] = in.text();
        }
        return marks;
    }
}
