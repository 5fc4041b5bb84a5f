package dev.farrier.hyperscan;

import com.gliwka.hyperscan.jni.hs_database_t;
import com.gliwka.hyperscan.jni.hs_scratch_t;
import com.gliwka.hyperscan.jni.hyperscan;
import com.gliwka.hyperscan.jni.match_event_handler;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** What one scan needs: Hyperscan's own space, and the text where native code can read it. For one thread at a time. */
final class Scratch implements AutoCloseable {
    private static final int INITIAL_CAPACITY = 4_096;
    private static final ThreadLocal<Hits> HITS = ThreadLocal.withInitial(Hits::new);

    /** One for all threads: the bindings allow a few hundred. Hyperscan calls it on the thread that scans. */
    private static final match_event_handler HANDLER = new match_event_handler() {
        @Override
        public int call(int id, long from, long to, int flags, Pointer context) {
            HITS.get().add(id);
            return 0;
        }
    };

    private final hs_scratch_t scratch;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(INITIAL_CAPACITY);
    private BytePointer text = new BytePointer(buffer);

    private Scratch(hs_scratch_t scratch) {
        this.scratch = scratch;
    }

    /** Null when there is no memory for it. */
    static @Nullable Scratch of(hs_database_t database) {
        try (PointerPointer<hs_scratch_t> made = new PointerPointer<>(1)) {
            made.put(0, (Pointer) null);
            boolean allocated = hyperscan.hs_alloc_scratch(database, made) == hyperscan.HS_SUCCESS;
            return allocated ? new Scratch(made.get(hs_scratch_t.class)) : null;
        }
    }

    /** The ids of the patterns found, each once, in no order; null when the text could not be scanned. */
    int @Nullable [] scan(hs_database_t database, byte[] utf8) {
        if (utf8.length > buffer.capacity()) {
            try {
                buffer = ByteBuffer.allocateDirect(Math.max(utf8.length, 2 * buffer.capacity()));
            } catch (OutOfMemoryError e) {
                return null; // not of the heap: direct buffers have their own limit
            }
            text = new BytePointer(buffer);
        }
        buffer.put(0, utf8);
        Hits hits = HITS.get();
        hits.size = 0;
        int result = hyperscan.hs_scan(database, text, utf8.length, 0, scratch, HANDLER, null);
        if (result != hyperscan.HS_SUCCESS) {
            return null;
        }
        return hits.size == 0 ? NONE : Arrays.copyOf(hits.ids, hits.size);
    }

    private static final int[] NONE = {};

    private static final class Hits {
        private int[] ids = new int[16];
        private int size;

        void add(int id) {
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, 2 * size);
            }
            ids[size++] = id;
        }
    }

    @Override
    public void close() {
        hyperscan.hs_free_scratch(scratch);
    }
}
