/** A Kafka and a Farrier of several processes on loopback, and what their topics say. */
@NullMarked
package dev.farrier.faults.deployment;

import org.jspecify.annotations.NullMarked;
