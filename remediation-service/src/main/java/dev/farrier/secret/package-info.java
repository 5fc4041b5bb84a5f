/** Resolves references to secrets on this machine. No other package reads secrets. */
@NullMarked
package dev.farrier.secret;

import org.jspecify.annotations.NullMarked;
