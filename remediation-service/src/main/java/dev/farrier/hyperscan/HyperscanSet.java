package dev.farrier.hyperscan;

import com.gliwka.hyperscan.jni.hs_database_t;
import com.gliwka.hyperscan.jni.hyperscan;
import dev.farrier.match.PatternSet;
import dev.farrier.match.regex.TextTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One compiled database, with one scratch space for each thread that is asking at the same moment. */
final class HyperscanSet implements PatternSet {
    /** Databases that hold native memory now. */
    static final AtomicInteger OPEN = new AtomicInteger();

    private final hs_database_t database;
    private final TextTest[] tests;
    private final @Nullable Said[] said;
    private final int[] all;
    private final int[] refused;
    private final int[] ofEmptyText;
    private final boolean someAscii;
    private final Deque<Scratch> idle = new ArrayDeque<>();
    private int busy;
    private boolean closed;

    /**
     * @param database owned from now on; reports the indexes of the tests
     * @param said what it knows of each test; null: it does not know it
     */
    HyperscanSet(hs_database_t database, TextTest[] tests, @Nullable Said[] said) {
        this.database = database;
        this.tests = tests;
        this.said = said;
        this.refused =
                IntStream.range(0, tests.length).filter(i -> said[i] == null).toArray();
        this.all = IntStream.range(0, tests.length).toArray();
        this.ofEmptyText = ask("", all);
        this.someAscii = Arrays.stream(said).anyMatch(one -> one != null && one.ascii());
        OPEN.incrementAndGet();
    }

    @Override
    public int[] matching(String text) {
        if (text.isEmpty()) {
            return ofEmptyText;
        }
        boolean unusual = !isWellFormed(text)
                || (someAscii && (text.indexOf(Said.LONG_S) >= 0 || text.indexOf(Said.KELVIN) >= 0));
        Scratch scratch = unusual ? null : take();
        if (scratch == null) {
            return ask(text, all);
        }
        int @Nullable [] hits;
        try {
            hits = scratch.scan(database, text.getBytes(StandardCharsets.UTF_8));
        } finally {
            give(scratch);
        }
        if (hits == null) {
            return ask(text, all);
        }
        return refused.length == 0 ? confirmed(hits, text) : merged(confirmed(hits, text), ask(text, refused));
    }

    /** In loops: with streams, sorting two hits took longer than finding them among 2,000 patterns. */
    private int[] confirmed(int[] hits, String text) {
        if (hits.length == 0) {
            return hits;
        }
        Arrays.sort(hits);
        if (text.indexOf('\n') < 0) {
            return hits;
        }
        int kept = 0;
        for (int hit : hits) {
            Said one = said[hit];
            if (one == null || !one.oneLine() || tests[hit].test(text)) {
                hits[kept++] = hit;
            }
        }
        return Arrays.copyOf(hits, kept);
    }

    private int[] ask(String text, int... which) {
        int[] found = new int[which.length];
        int size = 0;
        for (int i : which) {
            if (tests[i].test(text)) {
                found[size++] = i;
            }
        }
        return Arrays.copyOf(found, size);
    }

    private static int[] merged(int[] a, int... b) {
        if (a.length == 0 || b.length == 0) {
            return a.length == 0 ? b : a;
        }
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        Arrays.sort(both);
        return both;
    }

    /** Half of a surrogate pair has no UTF-8. */
    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = Character.isHighSurrogate(text.charAt(i))
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Null after {@link #close}, and when there is no memory for one more. */
    private synchronized @Nullable Scratch take() {
        if (closed) {
            return null;
        }
        Scratch scratch = idle.poll();
        if (scratch == null) {
            scratch = Scratch.of(database);
        }
        busy += scratch == null ? 0 : 1;
        return scratch;
    }

    private synchronized void give(Scratch scratch) {
        busy--;
        idle.push(scratch);
        free();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            free();
        }
    }

    /** The last one out. */
    private void free() {
        if (closed && busy == 0) {
            idle.forEach(Scratch::close);
            idle.clear();
            hyperscan.hs_free_database(database);
            OPEN.decrementAndGet();
        }
    }
}
