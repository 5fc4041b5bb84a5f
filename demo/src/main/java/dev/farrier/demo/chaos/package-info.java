/** {@code farrier demo --exit}: injects every fault once, and evaluates how Farrier handled it. */
@NullMarked
package dev.farrier.demo.chaos;

import org.jspecify.annotations.NullMarked;
