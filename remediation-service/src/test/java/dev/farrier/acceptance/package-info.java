/** The whole service with the programs that it meets outside: Prometheus, Alertmanager, an exporter, rsyslog. */
@NullMarked
package dev.farrier.acceptance;

import org.jspecify.annotations.NullMarked;
