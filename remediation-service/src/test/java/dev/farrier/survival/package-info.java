/** Real processes are killed, brokers restarted and queues filled; a ledger that the actions write is the judge. */
@NullMarked
package dev.farrier.survival;

import org.jspecify.annotations.NullMarked;
