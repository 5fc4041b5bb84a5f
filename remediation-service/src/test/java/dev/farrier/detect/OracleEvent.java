package dev.farrier.detect;

import java.util.Comparator;
import java.util.Set;

/**
 * One event of a random stream. Its id is {@code e} and the number.
 *
 * @param label value of the label {@code user}; empty: it has none
 * @param value null: it has none
 */
record OracleEvent(int number, String host, long time, Set<String> alternatives, String label, Double value) {
    static final Comparator<OracleEvent> ORDER =
            Comparator.comparingLong(OracleEvent::time).thenComparingInt(OracleEvent::number);

    boolean met(Set<String> anyOf) {
        for (String alternative : alternatives) {
            if (anyOf.contains(alternative)) {
                return true;
            }
        }
        return false;
    }
}
