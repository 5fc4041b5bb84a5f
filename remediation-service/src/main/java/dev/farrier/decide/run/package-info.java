/**
 * The run of an incident: confirm, steps, verification, the next rung, rollback and escalation. One run has one target; what acts
 * on several targets has one run for each.
 */
@NullMarked
package dev.farrier.decide.run;

import org.jspecify.annotations.NullMarked;
