/** What regular expressions consist of, so that most of them need not be run: RE2's syntax, as far as it is understood. */
@NullMarked
package dev.farrier.match.regex;

import org.jspecify.annotations.NullMarked;
