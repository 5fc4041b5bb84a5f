/** Many faulty targets at once. */
@NullMarked
package dev.farrier.faults.storm;

import org.jspecify.annotations.NullMarked;
