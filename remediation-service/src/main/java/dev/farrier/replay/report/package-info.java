/** Reports of a replay: counts by policy and comparisons, as text, JSON or an HTML page. */
@NullMarked
package dev.farrier.replay.report;

import org.jspecify.annotations.NullMarked;
