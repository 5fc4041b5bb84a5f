package dev.farrier.demo.exam;

import dev.farrier.demo.fleet.Fault;

/**
 * A fault that was injected.
 *
 * @param at when, epoch milliseconds
 * @param ledger how many entries the ledger had then
 */
record Trial(Fault fault, String bridge, long at, int ledger) {}
