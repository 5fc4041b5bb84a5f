/** What Farrier sees, decides and does, told as it happens: from its own topics, in lines for people. */
@NullMarked
package dev.farrier.demo.story;

import org.jspecify.annotations.NullMarked;
