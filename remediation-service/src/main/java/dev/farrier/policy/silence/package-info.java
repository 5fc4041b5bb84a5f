/** Which incidents a person's silence is about. */
@NullMarked
package dev.farrier.policy.silence;

import org.jspecify.annotations.NullMarked;
