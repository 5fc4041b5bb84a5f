package dev.farrier.ingest;

/** Where the schema comes from that a record was written with. */
public sealed interface AvroSchema {
    /**
     * All records have this one, whatever id they name.
     *
     * @param path within the policy directory
     * @param json the schema itself
     */
    record SchemaFile(String path, String json) implements AvroSchema {}

    /**
     * A schema registry's HTTP API, asked for the id that the record names.
     *
     * @param url without a slash at its end
     * @param username empty: none
     * @param password a reference, {@code env:NAME} or {@code file:/path}; empty: none
     */
    record RegistrySchema(String url, String username, String password) implements AvroSchema {}
}
