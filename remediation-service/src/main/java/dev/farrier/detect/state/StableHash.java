package dev.farrier.detect.state;

/** 64 bits that stand for a text: stored, so the function must never change. */
public final class StableHash {
    private StableHash() {}

    /** FNV-1a over the UTF-16 units, finished as in splitmix64. */
    public static long of(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
