/** {@code kind: Action}, and the same blocks standing directly in a step. */
@NullMarked
package dev.farrier.policy.yaml.action;

import org.jspecify.annotations.NullMarked;
