package dev.farrier.ingest;

import dev.farrier.ingest.record.UnreadableException;
import tools.jackson.databind.JsonNode;

/** Decodes the Avro records of one source. Thread-safe. */
@FunctionalInterface
public interface AvroDecoder {
    /**
     * The record in Confluent's wire format, as JSON: bytes as Base64, logical times and dates as ISO 8601, decimals as
     * numbers.
     *
     * @throws UnreadableException when the body is not in that format, or does not fit its schema
     * @throws SchemaUnavailableException when the schema registry does not give the schema at the moment
     */
    JsonNode decode(byte[] body) throws UnreadableException;
}
