/** The envelope of every document, what names and templates may be, and what documents know of each other. */
@NullMarked
package dev.farrier.policy.yaml.document;

import org.jspecify.annotations.NullMarked;
