package dev.farrier.hyperscan;

import com.gliwka.hyperscan.jni.hs_database_t;
import com.gliwka.hyperscan.jni.hyperscan;
import dev.farrier.match.PatternSet;
import dev.farrier.match.TextTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One compiled database, with one scratch space for each thread that scans at the same moment. */
final class HyperscanSet implements PatternSet {
    private final hs_database_t database;
    private final TextTest[] tests;
    private final @Nullable HyperscanExpression[] expressions;
    private final int[] all;
    private final int[] notInDatabase;
    private final int[] ofEmptyText;
    private final Deque<Scratch> idle = new ArrayDeque<>();
    private int busy;
    private boolean closed;
    private boolean freed;

    /**
     * @param database owned from now on; reports the indexes of the tests
     * @param expressions the same patterns as the tests; null: it is not in the database
     */
    HyperscanSet(hs_database_t database, TextTest[] tests, @Nullable HyperscanExpression[] expressions) {
        this.database = database;
        this.tests = tests;
        this.expressions = expressions;
        this.all = IntStream.range(0, tests.length).toArray();
        this.notInDatabase =
                IntStream.of(all).filter(i -> expressions[i] == null).toArray();
        this.ofEmptyText = testEach("", all);
    }

    @Override
    public int[] matching(String text) {
        if (text.isEmpty()) {
            return ofEmptyText;
        }
        Scratch scratch = meansTheSame(text) ? acquire() : null;
        if (scratch == null) {
            return testEach(text, all);
        }
        int @Nullable [] hits;
        try {
            hits = scratch.scan(database, text.getBytes(StandardCharsets.UTF_8));
        } finally {
            release(scratch);
        }
        if (hits == null) {
            return testEach(text, all);
        }
        int[] found = confirm(hits, text);
        return notInDatabase.length == 0 ? found : merge(found, testEach(text, notInDatabase));
    }

    /** In loops: with streams, sorting two hits took longer than finding them among 2,000 patterns. */
    private int[] confirm(int[] hits, String text) {
        if (hits.length == 0) {
            return hits;
        }
        Arrays.sort(hits);
        boolean oneLine = text.indexOf('\n') < 0;
        int confirmed = 0;
        for (int hit : hits) {
            HyperscanExpression expression = expressions[hit];
            boolean exact = oneLine && expression != null && expression.exact();
            if (exact || tests[hit].test(text)) {
                hits[confirmed++] = hit;
            }
        }
        return confirmed == hits.length ? hits : Arrays.copyOf(hits, confirmed);
    }

    private int[] testEach(String text, int... which) {
        int[] found = new int[which.length];
        int size = 0;
        for (int i : which) {
            if (tests[i].test(text)) {
                found[size++] = i;
            }
        }
        return Arrays.copyOf(found, size);
    }

    private static int[] merge(int[] a, int... b) {
        if (a.length == 0 || b.length == 0) {
            return a.length == 0 ? b : a;
        }
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        Arrays.sort(both);
        return both;
    }

    /** False for a text that has what the two engines read differently, or half of a surrogate pair, which has no UTF-8. */
    private static boolean meansTheSame(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == HyperscanExpression.VERTICAL_TAB
                    || c == HyperscanExpression.LONG_S
                    || c == HyperscanExpression.KELVIN) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Null after {@link #close}, and when there is no memory for one more. */
    private synchronized @Nullable Scratch acquire() {
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

    private synchronized void release(Scratch scratch) {
        busy--;
        idle.push(scratch);
        freeIfUnused();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            freeIfUnused();
        }
    }

    /** Whether its native memory has been given back. */
    synchronized boolean isFreed() {
        return freed;
    }

    /** Frees the database when it is closed and no thread scans any more. */
    private void freeIfUnused() {
        if (closed && busy == 0) {
            idle.forEach(Scratch::close);
            idle.clear();
            hyperscan.hs_free_database(database);
            freed = true;
        }
    }
}
