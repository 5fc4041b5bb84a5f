/** The executor's ports on Kafka: commands, claims and outcomes, controls. */
@NullMarked
package dev.farrier.stream.executor;

import org.jspecify.annotations.NullMarked;
