/** The Streams application {@code farrier-ingest}: records of the sources → events → matches → signals, and progress markers. */
@NullMarked
package dev.farrier.stream.ingest;

import org.jspecify.annotations.NullMarked;
