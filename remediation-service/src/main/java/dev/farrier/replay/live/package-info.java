/** What a running deployment has recorded, beside what a replay makes of the same input. */
@NullMarked
package dev.farrier.replay.live;

import org.jspecify.annotations.NullMarked;
