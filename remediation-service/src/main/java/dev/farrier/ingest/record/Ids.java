package dev.farrier.ingest.record;

import dev.farrier.policy.Source;

/** An event's identity. */
public final class Ids {
    private Ids() {}

    /** Of an id that the source itself gives, which is unique within that source only. */
    public static String own(Source source, String id) {
        return source.name() + "/" + id;
    }
}
