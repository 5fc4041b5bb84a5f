/** Whether everything that Farrier must hear is being read, told from Kafka alone. */
@NullMarked
package dev.farrier.stream.channel;

import org.jspecify.annotations.NullMarked;
