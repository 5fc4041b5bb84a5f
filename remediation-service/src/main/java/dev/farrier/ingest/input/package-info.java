/** Bytes and how they came: text, JSON, the limits of what is taken, and what is said of what can't be read. */
@NullMarked
package dev.farrier.ingest.input;

import org.jspecify.annotations.NullMarked;
