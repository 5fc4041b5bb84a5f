/** Starts and stops the roles of a running service. */
@NullMarked
package dev.farrier.app.service;

import org.jspecify.annotations.NullMarked;
