/**
 * What remediation was worth: a fold over the audit, which is kept for more than a year. Incidents are not: they are gone 30 days after
 * their end, and hold no end of a rung but the last.
 */
@NullMarked
package dev.farrier.effect;

import org.jspecify.annotations.NullMarked;
