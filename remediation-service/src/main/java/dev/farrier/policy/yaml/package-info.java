/** Compiles policy documents from text to a checked bundle, or reports all their errors. */
@NullMarked
package dev.farrier.policy.yaml;

import org.jspecify.annotations.NullMarked;
