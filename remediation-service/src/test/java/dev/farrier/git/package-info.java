/** Real repositories, made by JGit in a folder, and served over HTTP and SSH. */
@NullMarked
package dev.farrier.git;

import org.jspecify.annotations.NullMarked;
