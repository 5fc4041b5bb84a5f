@NullMarked
package dev.farrier.stream.ingest;

import org.jspecify.annotations.NullMarked;
