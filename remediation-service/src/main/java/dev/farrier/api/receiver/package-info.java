/** What other tools post, as they post it. */
@NullMarked
package dev.farrier.api.receiver;

import org.jspecify.annotations.NullMarked;
