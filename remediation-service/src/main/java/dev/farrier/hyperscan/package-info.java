/** Tests a text for thousands of patterns in one pass with Hyperscan, a native library; where it can't be loaded, RE2/J does. */
@NullMarked
package dev.farrier.hyperscan;

import org.jspecify.annotations.NullMarked;
