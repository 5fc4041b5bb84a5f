/** The topics of a site as its workers use them: commands, claims and outcomes, controls. */
@NullMarked
package dev.farrier.stream.executor;

import org.jspecify.annotations.NullMarked;
