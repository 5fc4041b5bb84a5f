/** YAML text as a tree of values with their places; text that is no YAML becomes a problem. */
@NullMarked
package dev.farrier.policy.yaml.tree;

import org.jspecify.annotations.NullMarked;
