/** What a process reports about itself and its inputs: meters, health checks, and what its monitors tell the decider. */
@NullMarked
package dev.farrier.app.monitor;

import org.jspecify.annotations.NullMarked;
