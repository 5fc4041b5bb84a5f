/** {@code farrier why}: why a policy did, or did not, act on a target. */
@NullMarked
package dev.farrier.why;

import org.jspecify.annotations.NullMarked;
