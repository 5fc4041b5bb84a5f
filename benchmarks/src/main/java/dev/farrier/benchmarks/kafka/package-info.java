/** Farrier as it runs in production, beside a broker in a process of its own: what it takes in, how soon, in how much memory. */
@NullMarked
package dev.farrier.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
