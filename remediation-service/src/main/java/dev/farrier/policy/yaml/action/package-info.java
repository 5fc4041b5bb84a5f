/** {@code kind: Action}, and the same blocks written directly in a step. */
@NullMarked
package dev.farrier.policy.yaml.action;

import org.jspecify.annotations.NullMarked;
