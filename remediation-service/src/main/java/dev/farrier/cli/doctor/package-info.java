/** {@code farrier doctor}: gathers facts about this machine, a service and Kafka, and prints what the checks say of them. */
@NullMarked
package dev.farrier.cli.doctor;

import org.jspecify.annotations.NullMarked;
