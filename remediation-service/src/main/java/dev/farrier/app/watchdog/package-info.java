/** Sends the watchdog's events, and pings an address outside while all is well. */
@NullMarked
package dev.farrier.app.watchdog;

import org.jspecify.annotations.NullMarked;
