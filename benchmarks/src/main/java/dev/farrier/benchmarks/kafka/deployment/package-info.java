/** How a whole deployment behaves: how soon a commit is in force everywhere, and what each role takes at rest. */
@NullMarked
package dev.farrier.benchmarks.kafka.deployment;

import org.jspecify.annotations.NullMarked;
