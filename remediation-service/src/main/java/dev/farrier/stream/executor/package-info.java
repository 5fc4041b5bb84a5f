/** The executor's ports on Kafka: commands from a share group, claims and outcomes, controls. */
@NullMarked
package dev.farrier.stream.executor;

import org.jspecify.annotations.NullMarked;
