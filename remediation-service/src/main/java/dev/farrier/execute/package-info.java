/** What an executor's worker is connected to: the action types it can run, the topics of its site, its clocks, its secrets. */
@NullMarked
package dev.farrier.execute;

import org.jspecify.annotations.NullMarked;
