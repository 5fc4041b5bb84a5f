/** What the routes of the HTTP API are written with: JSON answers, problems, request bodies, deadlines. */
@NullMarked
package dev.farrier.api;

import org.jspecify.annotations.NullMarked;
