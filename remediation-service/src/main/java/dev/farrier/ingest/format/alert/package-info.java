/** Alertmanager's webhook. */
@NullMarked
package dev.farrier.ingest.format.alert;

import org.jspecify.annotations.NullMarked;
