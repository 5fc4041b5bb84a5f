/** Policy documents as text → a checked bundle, or everything that is wrong with them. */
@NullMarked
package dev.farrier.policy.yaml;

import org.jspecify.annotations.NullMarked;
