/** Asks a text for thousands of patterns in one pass, by Hyperscan, a native library; where that can't be loaded, RE2/J asks. */
@NullMarked
package dev.farrier.hyperscan;

import org.jspecify.annotations.NullMarked;
