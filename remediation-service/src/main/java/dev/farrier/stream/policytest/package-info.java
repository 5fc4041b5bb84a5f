/** The stage of policy tests: both topologies, in a test driver. */
@NullMarked
package dev.farrier.stream.policytest;

import org.jspecify.annotations.NullMarked;
