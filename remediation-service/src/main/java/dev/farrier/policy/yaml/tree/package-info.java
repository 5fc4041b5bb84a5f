/** YAML as a tree of values with places, and the cursor that reads it and collects what is wrong. */
@NullMarked
package dev.farrier.policy.yaml.tree;

import org.jspecify.annotations.NullMarked;
