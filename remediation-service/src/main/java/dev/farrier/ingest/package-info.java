/** Bytes and a {@link dev.farrier.policy.Source} become events, or dead letters that say why not. A pure stage: never throws on input. */
@NullMarked
package dev.farrier.ingest;

import org.jspecify.annotations.NullMarked;
