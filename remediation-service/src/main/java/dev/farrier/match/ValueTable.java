package dev.farrier.match;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hash table that is never changed. What most look-ups need is side by side: a value that nobody asks for is told apart by
 * one number of an array that stays in the processor's cache, where {@code HashMap} goes to a node for it. With 10,000
 * policies, matching spent five sixths of its time waiting for memory.
 */
final class ValueTable {
    private final int mask;
    /** Hash of the key at the same place; 0: no key. */
    private final int[] hashes;

    private final String[] keys;
    private final Finding[] findings;

    ValueTable(Map<String, Finding> byValue) {
        int capacity = Integer.highestOneBit(Math.max(4, byValue.size()) * 4 - 1);
        mask = capacity - 1;
        hashes = new int[capacity];
        keys = new String[capacity];
        findings = new Finding[capacity];
        byValue.forEach((value, finding) -> {
            int hash = hash(value);
            int at = hash & mask;
            while (hashes[at] != 0) {
                at = (at + 1) & mask;
            }
            hashes[at] = hash;
            keys[at] = value;
            findings[at] = finding;
        });
    }

    /** Never 0. The upper half decides too: hashes of short texts that are alike differ in few bits. */
    private static int hash(String value) {
        int hash = value.hashCode() * 0x9E3779B9;
        hash ^= hash >>> 15;
        return hash == 0 ? 1 : hash;
    }

    @Nullable
    Finding get(String value) {
        int hash = hash(value);
        for (int at = hash & mask; hashes[at] != 0; at = (at + 1) & mask) {
            if (hashes[at] == hash && keys[at].equals(value)) {
                return findings[at];
            }
        }
        return null;
    }

    void close() {
        for (Finding finding : findings) {
            if (finding != null) {
                finding.close();
            }
        }
    }
}
