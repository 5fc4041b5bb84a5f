package dev.farrier.model;

import java.util.Objects;

/**
 * The alert half of an {@link Event} of kind {@link EventKind#ALERT}, as in Alertmanager's webhook v4.
 *
 * @param fingerprint identity of the alert's label set; never empty (computed from the labels when the sender left it out)
 * @param firing false for {@code resolved}
 * @param startsAt epoch milliseconds at which it began to fire; two Prometheus servers may report different times for one firing
 * @param notifiedAt epoch milliseconds at which its notification was received; if unknown, the latest time
 *     in its body
 */
public record Alert(String fingerprint, boolean firing, long startsAt, long notifiedAt) {
    public Alert {
        Objects.requireNonNull(fingerprint, "fingerprint");
        if (fingerprint.isEmpty()) {
            throw new IllegalArgumentException("fingerprint is empty");
        }
    }
}
