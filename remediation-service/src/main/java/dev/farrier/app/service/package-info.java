/** The roles of a running service, put together and taken apart. */
@NullMarked
package dev.farrier.app.service;

import org.jspecify.annotations.NullMarked;
