/** Events in the making: relabelled, and measured against the limits. */
@NullMarked
package dev.farrier.ingest.draft;

import org.jspecify.annotations.NullMarked;
