/** Commands and outcomes as exact bytes: signed, and kept on an executor's disk so that they outlive its worker. */
@NullMarked
package dev.farrier.execute.record;

import org.jspecify.annotations.NullMarked;
