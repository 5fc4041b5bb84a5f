/** A replay's report as one page that needs nothing but a browser. */
@NullMarked
package dev.farrier.replay.report.html;

import org.jspecify.annotations.NullMarked;
