/** The policy directory on disk: read whole, and watched for changes. */
@NullMarked
package dev.farrier.repository;

import org.jspecify.annotations.NullMarked;
