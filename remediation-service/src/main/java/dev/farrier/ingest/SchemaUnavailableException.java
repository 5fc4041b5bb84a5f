package dev.farrier.ingest;

/**
 * Nobody can say at the moment what a record's schema is. The record is fine: whoever reads it must not go on, but try again
 * later.
 */
public final class SchemaUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SchemaUnavailableException(String message) {
        super(message);
    }
}
