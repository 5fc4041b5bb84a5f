/** Avro, opened by a port: the library that parses schemas stays at the edge. */
@NullMarked
package dev.farrier.ingest.format.avro;

import org.jspecify.annotations.NullMarked;
