/**
 * Compiled policies, which {@code policy.yaml} compiles from text, and the interfaces of detectors and guards, which extend
 * the policy language.
 */
@NullMarked
package dev.farrier.policy;

import org.jspecify.annotations.NullMarked;
