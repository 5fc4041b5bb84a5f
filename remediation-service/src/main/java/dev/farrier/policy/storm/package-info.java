/** How many new incidents are a storm: of one policy, at one site, or everywhere. */
@NullMarked
package dev.farrier.policy.storm;

import org.jspecify.annotations.NullMarked;
