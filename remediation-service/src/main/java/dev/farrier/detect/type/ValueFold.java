package dev.farrier.detect.type;

import dev.farrier.detect.fold.EventWindow;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.model.Event;
import java.time.Duration;

/** A fold over the values of events: the data of an event is the bits of its value. Keeps the newest 1,000. */
abstract class ValueFold extends LevelFold {
    private static final int VALUES = 1_000;

    ValueFold(NameIndex index, Duration within) {
        super(index, within, VALUES);
    }

    static boolean hasValue(Event event) {
        return event.value() != null && Double.isFinite(event.value());
    }

    static long bits(Event event) {
        Double value = event.value();
        return value == null ? 0 : Double.doubleToLongBits(value);
    }

    /** Oldest first. */
    final double[] values() {
        double[] values = new double[window.size()];
        int i = 0;
        for (EventWindow.Entry entry : window.entries()) {
            values[i++] = Double.longBitsToDouble(entry.data());
        }
        return values;
    }
}
