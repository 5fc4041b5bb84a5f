/**
 * The ingest stage: reads bytes by a {@link dev.farrier.policy.source.Source} into events, or into dead letters with the error. It
 * is pure and never throws on input.
 */
@NullMarked
package dev.farrier.ingest;

import org.jspecify.annotations.NullMarked;
