/** What is wrong with a document of a person, and at which line and column. */
@NullMarked
package dev.farrier.policy.problem;

import org.jspecify.annotations.NullMarked;
