/** The common parts of all documents: the envelope, matchers, the scope of templates, and references by name. */
@NullMarked
package dev.farrier.policy.yaml.document;

import org.jspecify.annotations.NullMarked;
