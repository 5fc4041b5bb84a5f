/**
 * Simulates what the service would have detected, decided and sent: its own match, detect and decide, with a clock that only the caller moves, and with assumed or recorded outcomes. {@code replay} and {@code why} move the clock to the times of
 * recorded events, {@code policytest} moves it by its script.
 */
@NullMarked
package dev.farrier.simulation;

import org.jspecify.annotations.NullMarked;
