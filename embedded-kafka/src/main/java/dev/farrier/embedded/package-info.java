/** A Kafka broker and controller in this process. */
@NullMarked
package dev.farrier.embedded;

import org.jspecify.annotations.NullMarked;
