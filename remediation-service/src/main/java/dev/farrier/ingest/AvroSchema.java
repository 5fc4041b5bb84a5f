package dev.farrier.ingest;

/** Where the Avro schema of a source's records comes from. */
public sealed interface AvroSchema {
    /**
     * A file: every record is read by this schema, whatever schema id it names.
     *
     * @param path within the policy directory
     * @param json the schema itself
     */
    record SchemaFile(String path, String json) implements AvroSchema {}

    /**
     * A schema registry: it is asked, by HTTP, for the schema id that a record names.
     *
     * @param url without a slash at its end
     * @param username empty: none
     * @param password a reference, {@code env:NAME} or {@code file:/path}; empty: none
     */
    record RegistrySchema(String url, String username, String password) implements AvroSchema {}
}
