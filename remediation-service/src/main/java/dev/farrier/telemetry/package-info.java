/** Meters, and the audit as log lines. */
@NullMarked
package dev.farrier.telemetry;

import org.jspecify.annotations.NullMarked;
