package dev.farrier.demo.chaos;

import dev.farrier.demo.fleet.DemoFault;

/**
 * A fault that was injected.
 *
 * @param at when, epoch milliseconds
 * @param ledger number of entries in the ledger before the injection
 */
record InjectedFault(DemoFault fault, String bridge, long at, int ledger) {}
