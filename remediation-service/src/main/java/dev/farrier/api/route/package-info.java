/** The routes that show incidents, policies, executors and health, and that take the orders of operators. */
@NullMarked
package dev.farrier.api.route;

import org.jspecify.annotations.NullMarked;
