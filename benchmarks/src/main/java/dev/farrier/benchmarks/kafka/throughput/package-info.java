/** How many events a second Farrier takes in, beside a consumer and a Streams application that only decode. */
@NullMarked
package dev.farrier.benchmarks.kafka.throughput;

import org.jspecify.annotations.NullMarked;
