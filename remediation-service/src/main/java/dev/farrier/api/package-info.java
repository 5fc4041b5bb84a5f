/** The HTTP API: receives events, shows incidents, policies and executors, takes orders of operators. */
@NullMarked
package dev.farrier.api;

import org.jspecify.annotations.NullMarked;
