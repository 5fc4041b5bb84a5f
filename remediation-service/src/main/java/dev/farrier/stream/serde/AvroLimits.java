package dev.farrier.stream.serde;

import org.apache.avro.SystemLimitException;

/**
 * Bounds what Avro's decoder makes room for before it has seen the bytes. Avro reads the limits once, from system properties,
 * when it is first used: whoever decodes calls {@link #install} before. A limit that the JVM was started with stays.
 */
public final class AvroLimits {
    /** Kafka's records are smaller: their default limit is 1 MiB. */
    private static final int TEXT_BYTES = 16 << 20;
    /** As many as one body in JSON may have. */
    private static final int COLLECTION_ITEMS = 2_000_000;
    /** Of items that take no bytes, such as null: the length of the record does not bound them. */
    private static final int ITEMS_WITHOUT_BYTES = 100_000;

    private AvroLimits() {}

    public static void install() {
        set(SystemLimitException.MAX_BYTES_LENGTH_PROPERTY, TEXT_BYTES);
        set(SystemLimitException.MAX_STRING_LENGTH_PROPERTY, TEXT_BYTES);
        set(SystemLimitException.MAX_COLLECTION_LENGTH_PROPERTY, COLLECTION_ITEMS);
        set(SystemLimitException.MAX_COLLECTION_ALLOCATION_PROPERTY, ITEMS_WITHOUT_BYTES);
    }

    private static void set(String property, int limit) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(limit));
        }
    }
}
