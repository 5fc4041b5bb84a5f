/** {@code kind: Source}. */
@NullMarked
package dev.farrier.policy.yaml.source;

import org.jspecify.annotations.NullMarked;
