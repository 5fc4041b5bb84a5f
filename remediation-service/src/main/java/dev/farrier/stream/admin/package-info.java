/** Checks a Kafka cluster before use: that it answers, its version, and its topics. */
@NullMarked
package dev.farrier.stream.admin;

import org.jspecify.annotations.NullMarked;
