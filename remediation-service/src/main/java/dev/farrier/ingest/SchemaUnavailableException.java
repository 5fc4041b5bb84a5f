package dev.farrier.ingest;

/**
 * The schema registry does not give the schema of a record at the moment. The record may be good: its reader must not go on
 * to the next one, but try again later.
 */
public final class SchemaUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SchemaUnavailableException(String message) {
        super(message);
    }
}
