/** Why a policy did, or did not, act: what it saw, how far its detector got, what its guards said. */
@NullMarked
package dev.farrier.why;

import org.jspecify.annotations.NullMarked;
