/** Receivers: the events that other tools post. */
@NullMarked
package dev.farrier.api.receiver;

import org.jspecify.annotations.NullMarked;
