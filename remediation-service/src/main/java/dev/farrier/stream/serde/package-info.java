/** Model records as Avro single-object bytes and back, checked against the schemas when a codec is made. */
@NullMarked
package dev.farrier.stream.serde;

import org.jspecify.annotations.NullMarked;
