/** What the decider keeps: its records and their indexes, what wakes a record, and the effects of a decision. */
@NullMarked
package dev.farrier.decide.state;

import org.jspecify.annotations.NullMarked;
