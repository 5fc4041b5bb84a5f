/**
 * Policies in a Git repository: fetched, and read at one commit. The only package that knows JGit. It has more files than others
 * because each way in which a repository or its server can be broken or hostile is kept out by a class of its own.
 */
@NullMarked
package dev.farrier.git;

import org.jspecify.annotations.NullMarked;
