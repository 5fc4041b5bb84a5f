/** The version before: built, run, replaced by this one, and recorded. */
@NullMarked
package dev.farrier.faults.upgrade;

import org.jspecify.annotations.NullMarked;
