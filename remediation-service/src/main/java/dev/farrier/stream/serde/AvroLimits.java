package dev.farrier.stream.serde;

import org.apache.avro.SystemLimitException;

/**
 * Limits the memory that Avro's decoder allocates for a length in the input before it has read the bytes. Avro reads the
 * limits from system properties once, when it is first used: each class through which Farrier comes to Avro calls {@link
 * #install} in its static initializer. A limit that the JVM was started with stays.
 */
public final class AvroLimits {
    /** Kafka's records are smaller: their default limit is 1 MiB. */
    private static final int TEXT_BYTES = 16 << 20;
    /** As many as one body in JSON may have. */
    private static final int COLLECTION_ITEMS = 2_000_000;
    /** Items that take no bytes, such as null: the length of the record does not limit their number. */
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
