/** Farrier, an auto-remediation service: events in, decisions, commands, verified fixes. */
@NullMarked
package dev.farrier;

import org.jspecify.annotations.NullMarked;
