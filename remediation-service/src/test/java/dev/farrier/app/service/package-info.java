@NullMarked
package dev.farrier.app.service;

import org.jspecify.annotations.NullMarked;
