/** The verdicts of {@code farrier doctor}: facts in, findings out. No check reads anything itself. */
@NullMarked
package dev.farrier.cli.doctor.check;

import org.jspecify.annotations.NullMarked;
