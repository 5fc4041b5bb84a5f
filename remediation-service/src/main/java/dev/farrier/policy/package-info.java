/**
 * Compiled policies, which {@code policy.yaml} makes of text, and the interfaces of what extends the policy language: detectors,
 * guards, source formats, action types.
 */
@NullMarked
package dev.farrier.policy;

import org.jspecify.annotations.NullMarked;
