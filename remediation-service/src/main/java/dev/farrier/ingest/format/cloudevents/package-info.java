/** CloudEvents 1.0, as they come on Kafka and by HTTP. */
@NullMarked
package dev.farrier.ingest.format.cloudevents;

import org.jspecify.annotations.NullMarked;
