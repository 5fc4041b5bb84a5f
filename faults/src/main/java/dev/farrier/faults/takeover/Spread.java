package dev.farrier.faults.takeover;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which process has which task.
 *
 * @param read by partition of the source's topic
 * @param detect by partition of signals
 * @param decider the process that decides; empty: none
 */
record Spread(Map<Integer, String> read, Map<Integer, String> detect, String decider) {
    Spread {
        read = Map.copyOf(read);
        detect = Map.copyOf(detect);
    }

    boolean has(String process) {
        return read.containsValue(process) && detect.containsValue(process);
    }

    @Override
    public String toString() {
        return "read " + new TreeMap<>(read) + ", detect " + new TreeMap<>(detect) + ", decide " + decider;
    }
}
