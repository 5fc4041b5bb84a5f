/** The decider: a pure fold of its log that opens incidents, checks guards, and sends commands and calls. */
@NullMarked
package dev.farrier.decide;

import org.jspecify.annotations.NullMarked;
