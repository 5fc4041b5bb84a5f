/** What {@code kind: PolicyTest} says: a script of events, times and expectations. */
@NullMarked
package dev.farrier.policy.test;

import org.jspecify.annotations.NullMarked;
