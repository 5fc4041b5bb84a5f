/** The format of the process's log. */
@NullMarked
package dev.farrier.app.logging;

import org.jspecify.annotations.NullMarked;
