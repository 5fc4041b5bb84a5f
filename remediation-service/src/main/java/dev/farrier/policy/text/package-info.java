/** Text inside of policies that has a grammar of its own, and the words for what is wrong with it. */
@NullMarked
package dev.farrier.policy.text;

import org.jspecify.annotations.NullMarked;
