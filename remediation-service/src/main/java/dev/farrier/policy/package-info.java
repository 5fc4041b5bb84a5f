/** Compiled policy: what the documents say, checked, as data. Text becomes this in {@code policy.yaml}. */
@NullMarked
package dev.farrier.policy;

import org.jspecify.annotations.NullMarked;
