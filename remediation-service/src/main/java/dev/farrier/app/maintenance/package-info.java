/** Maintenances that are heard of elsewhere. */
@NullMarked
package dev.farrier.app.maintenance;

import org.jspecify.annotations.NullMarked;
