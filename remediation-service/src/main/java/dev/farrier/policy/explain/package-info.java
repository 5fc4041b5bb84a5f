/** What a policy will do, in plain words. */
@NullMarked
package dev.farrier.policy.explain;

import org.jspecify.annotations.NullMarked;
