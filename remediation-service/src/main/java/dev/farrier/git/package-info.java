/** Policies in a Git repository: fetched, and read at one commit. The only package that knows JGit. */
@NullMarked
package dev.farrier.git;

import org.jspecify.annotations.NullMarked;
