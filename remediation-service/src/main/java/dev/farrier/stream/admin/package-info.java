/** Looks at a cluster before it is used: can it be reached, is it new enough, are the topics there. */
@NullMarked
package dev.farrier.stream.admin;

import org.jspecify.annotations.NullMarked;
