/** What all documents have in common: the envelope, matchers, the scope of templates, and the names to refer to. */
@NullMarked
package dev.farrier.policy.yaml.document;

import org.jspecify.annotations.NullMarked;
