/** A Kafka broker and a Farrier deployment of several processes on loopback, and readers of their topics. */
@NullMarked
package dev.farrier.faults.deployment;

import org.jspecify.annotations.NullMarked;
