/** Reads Avro records of other programs: their schemas, from files or from a registry, and their values. */
@NullMarked
package dev.farrier.stream.registry;

import org.jspecify.annotations.NullMarked;
