/** Who may use the HTTP API: bearer tokens and their roles, and the host names that requests may carry. */
@NullMarked
package dev.farrier.api.access;

import org.jspecify.annotations.NullMarked;
