/** Reads the policy directory on disk as a whole, and watches it for changes. */
@NullMarked
package dev.farrier.repository;

import org.jspecify.annotations.NullMarked;
