package dev.farrier.benchmarks.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done at the least: one look-up for the policy, one for the host, and a few times for each. No policy
 * language, no groups, no duplicates, no late events, nothing that could be restored.
 */
final class Floor implements Engine<Reading> {
    private final Map<String, Map<String, Times>> policies = new HashMap<>();
    private final long within;
    private final Firings firings;

    Floor(int policies, long within, Firings firings) {
        for (String name : Readings.named("policy-", policies)) {
            this.policies.put(name, new HashMap<>());
        }
        this.within = within;
        this.firings = firings;
    }

    @Override
    public Reading prepare(Reading reading) {
        return reading;
    }

    @Override
    public void on(Reading reading) {
        Map<String, Times> hosts = policies.get(reading.name());
        if (hosts == null
                || reading.value() <= ABOVE
                || !(reading.severity().equals(Readings.SEVERITIES[1])
                        || reading.severity().equals(Readings.SEVERITIES[2]))) {
            return;
        }
        @Nullable Times times = hosts.get(reading.host());
        if (times == null) {
            times = new Times();
            hosts.put(reading.host(), times);
        }
        if (times.add(reading.time(), within)) {
            firings.fired(reading.name(), reading.host(), reading.time());
        }
    }

    /** A deque of so few needs no pointers. */
    private static final class Times {
        private final long[] newest = new long[COUNT];
        private int size;

        boolean add(long time, long within) {
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (newest[i] > time - within) {
                    newest[kept++] = newest[i];
                }
            }
            newest[kept++] = time;
            size = kept == COUNT ? 0 : kept;
            return kept == COUNT;
        }
    }
}
