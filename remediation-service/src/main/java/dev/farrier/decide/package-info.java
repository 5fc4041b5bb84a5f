/**
 * The decider: a pure fold of its log that opens incidents, checks guards, and sends commands and calls. The package is large
 * because its types have been renamed only; the next change of the decider divides it by feature.
 */
@NullMarked
package dev.farrier.decide;

import org.jspecify.annotations.NullMarked;
