/** Texts in policies that have a grammar of their own: templates, regular expressions, command lines. With their messages. */
@NullMarked
package dev.farrier.policy.text;

import org.jspecify.annotations.NullMarked;
