/**
 * What would have been detected, decided and sent: the service's own match, detect and decide, with a clock that only the
 * caller moves, and with outcomes that are assumed or recorded. {@code replay} and {@code why} move the clock to the times of
 * recorded events, {@code policytest} moves it by its script.
 */
@NullMarked
package dev.farrier.simulation;

import org.jspecify.annotations.NullMarked;
