/** The HTTP server: where it listens, what it checks before each route, and how it ends slow connections. */
@NullMarked
package dev.farrier.api.server;

import org.jspecify.annotations.NullMarked;
