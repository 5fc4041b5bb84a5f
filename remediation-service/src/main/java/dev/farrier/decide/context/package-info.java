/**
 * What all decisions share while one input is applied: state, clocks, policies, effects and audit; what is known of a symptom
 * and of the sources that report it; and waking what has waited.
 */
@NullMarked
package dev.farrier.decide.context;

import org.jspecify.annotations.NullMarked;
