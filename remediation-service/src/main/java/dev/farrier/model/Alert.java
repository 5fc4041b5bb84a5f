package dev.farrier.model;

import java.util.Objects;

/**
 * The alert half of an {@link Event} of kind {@link EventKind#ALERT}, as Alertmanager's webhook v4 tells it.
 *
 * @param fingerprint identity of the alert's label set; never empty (computed from the labels when the sender left it out)
 * @param firing false for {@code resolved}
 * @param startsAt epoch milliseconds; together with the fingerprint it names one firing of the alert
 */
public record Alert(String fingerprint, boolean firing, long startsAt) {
    public Alert {
        Objects.requireNonNull(fingerprint, "fingerprint");
        if (fingerprint.isEmpty()) {
            throw new IllegalArgumentException("fingerprint is empty");
        }
    }
}
