/** How the process logs. */
@NullMarked
package dev.farrier.app.logging;

import org.jspecify.annotations.NullMarked;
