package dev.farrier.ingest;

import dev.farrier.ingest.record.UnreadableException;
import tools.jackson.databind.JsonNode;

/** Opens the Avro records of one source. Thread-safe. */
@FunctionalInterface
public interface AvroDecoder {
    /**
     * The record in Confluent's wire format, as JSON: bytes as Base64, logical times and dates as ISO 8601, decimals as
     * numbers.
     *
     * @throws UnreadableException when it is none, or not of its schema
     * @throws SchemaUnavailableException when nobody can say at the moment what its schema is
     */
    JsonNode decode(byte[] body) throws UnreadableException;
}
