/** Texts in policies with a grammar of their own: templates, regular expressions, command lines; and their error messages. */
@NullMarked
package dev.farrier.policy.text;

import org.jspecify.annotations.NullMarked;
