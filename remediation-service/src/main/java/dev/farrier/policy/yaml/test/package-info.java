/** {@code kind: PolicyTest}: text → script. */
@NullMarked
package dev.farrier.policy.yaml.test;

import org.jspecify.annotations.NullMarked;
