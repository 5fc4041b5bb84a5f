/** The runtime of both Streams applications: settings, clients, restarts after failures, and the hook before a commit. */
@NullMarked
package dev.farrier.stream.runtime;

import org.jspecify.annotations.NullMarked;
