/** Explains in plain English what a policy will do. */
@NullMarked
package dev.farrier.policy.explain;

import org.jspecify.annotations.NullMarked;
