/** OpenTelemetry's logs and metrics, in the JSON encoding of OTLP. */
@NullMarked
package dev.farrier.ingest.format.otlp;

import org.jspecify.annotations.NullMarked;
