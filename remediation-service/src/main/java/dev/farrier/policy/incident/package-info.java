/** Which incidents silences and inhibit rules are about. */
@NullMarked
package dev.farrier.policy.incident;

import org.jspecify.annotations.NullMarked;
