/** The decider: a pure fold of its log that opens incidents, asks the guards, and sends commands and calls. */
@NullMarked
package dev.farrier.decide;

import org.jspecify.annotations.NullMarked;
