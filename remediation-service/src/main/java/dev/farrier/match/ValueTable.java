package dev.farrier.match;

import dev.farrier.model.TextHash;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hash table that is never changed, made for many more look-ups than memory close to the processor. A value that nobody asks
 * for is told apart by one byte, of an array that stays in the cache; one that is asked for costs one place more, where its key
 * and what it finds stand side by side. With 10,000 policies, matching spent five sixths of its time waiting for memory.
 */
final class ValueTable {
    private static final int BITS = 16;

    private final int mask;
    /** Bits, {@link #BITS} for each value: one is set by the {@link TextHash} of each. */
    private final long[] hashes;

    private final int shift;

    /** One for each place: 0 when it is empty, else eight bits of the key's hash, never 0. */
    private final byte[] tags;

    /** Key and finding of each place in turn; null, null where it is empty. */
    private final @Nullable Object[] entries;

    ValueTable(Map<String, Finding> byValue) {
        int capacity = Integer.highestOneBit(Math.max(4, byValue.size()) * 2 - 1);
        capacity = byValue.size() > capacity * 3 / 4 ? 2 * capacity : capacity;
        mask = capacity - 1;
        tags = new byte[capacity];
        entries = new Object[2 * capacity];
        int bits = BITS * Integer.highestOneBit(Math.max(4, byValue.size()) * 2 - 1);
        hashes = new long[bits / Long.SIZE];
        shift = Long.SIZE - Integer.numberOfTrailingZeros(bits);
        byValue.forEach((value, finding) -> {
            int bit = (int) (TextHash.of(value) >>> shift);
            hashes[bit / Long.SIZE] |= 1L << bit;
            int hash = hash(value);
            int at = hash & mask;
            while (tags[at] != 0) {
                at = (at + 1) & mask;
            }
            tags[at] = tag(hash);
            entries[2 * at] = value;
            entries[2 * at + 1] = finding;
        });
    }

    /** The upper half decides too: hashes of short texts that are alike differ in few bits. */
    private static int hash(String value) {
        int hash = value.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 15;
    }

    /** Of the bits that say least about the place. */
    private static byte tag(int hash) {
        byte tag = (byte) (hash >>> 24);
        return tag == 0 ? 1 : tag;
    }

    @Nullable
    Finding get(String value) {
        int hash = hash(value);
        byte tag = tag(hash);
        for (int at = hash & mask; tags[at] != 0; at = (at + 1) & mask) {
            if (tags[at] == tag && value.equals(entries[2 * at])) {
                return (Finding) entries[2 * at + 1];
            }
        }
        return null;
    }

    /**
     * False when {@link #get} would find nothing; true also for one in {@link #BITS} of the others.
     *
     * @param hash the value's {@link TextHash}
     */
    boolean mayHold(long hash) {
        int bit = (int) (hash >>> shift);
        return (hashes[bit / Long.SIZE] & 1L << bit) != 0;
    }

    void close() {
        for (Object entry : entries) {
            if (entry instanceof Finding finding) {
                finding.close();
            }
        }
    }
}
