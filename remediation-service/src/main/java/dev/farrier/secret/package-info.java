/** Secrets of this machine, found by a reference: the only place that reads them. */
@NullMarked
package dev.farrier.secret;

import org.jspecify.annotations.NullMarked;
