/** Sources of events, matchers on their labels, and the interface of source formats, which extend the policy language. */
@NullMarked
package dev.farrier.policy.source;

import org.jspecify.annotations.NullMarked;
