/**
 * Compiled policies, which {@code policy.yaml} compiles from text, and the extension points of the policy language: detectors,
 * guards, source formats, action types.
 */
@NullMarked
package dev.farrier.policy;

import org.jspecify.annotations.NullMarked;
