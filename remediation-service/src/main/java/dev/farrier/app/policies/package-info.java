/** The role policies: where policies come from, and what is done with a new commit. */
@NullMarked
package dev.farrier.app.policies;

import org.jspecify.annotations.NullMarked;
