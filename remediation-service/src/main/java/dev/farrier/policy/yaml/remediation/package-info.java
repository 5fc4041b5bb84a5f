/** {@code kind: RemediationPolicy}. */
@NullMarked
package dev.farrier.policy.yaml.remediation;

import org.jspecify.annotations.NullMarked;
