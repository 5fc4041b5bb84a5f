@NullMarked
package dev.farrier.app.policies;

import org.jspecify.annotations.NullMarked;
