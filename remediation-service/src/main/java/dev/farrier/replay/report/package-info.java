/** What a replay comes to: counted by policy, compared with another, as text, JSON or a page. */
@NullMarked
package dev.farrier.replay.report;

import org.jspecify.annotations.NullMarked;
