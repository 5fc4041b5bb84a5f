package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a worker can take, on {@code outcomes.<site>} every 5 s and at once on a change. Sent only by the loop that takes
 * commands, and only while commands, controls and outcomes have been read up to now.
 *
 * @param name for people
 * @param site from the worker's configuration; intake replaces it by the site of the topic
 * @param protocol version of the claim protocol that the worker speaks; {@link #PROTOCOL} today
 * @param version the worker's Farrier version, for people
 * @param slots {@link SlotType#name} → how many commands of the type it runs at once
 * @param actionTypes action types that it may and can run, sorted
 * @param trustedKeys ids of the keys whose commands it runs, sorted
 * @param resumed ids of running commands that an earlier incarnation has claimed
 * @param draining it takes no more commands
 * @param halted it follows a halt of everything or of its site
 * @param killed its kill file exists
 */
@RecordBuilder
public record WorkerReport(
        WorkerInstance worker,
        String name,
        String site,
        int protocol,
        String version,
        SortedMap<String, Integer> slots,
        List<String> actionTypes,
        List<String> trustedKeys,
        List<String> resumed,
        boolean draining,
        boolean halted,
        boolean killed)
        implements DeciderInput, WorkerReportBuilder.With {
    public static final int PROTOCOL = 1;

    public WorkerReport {
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        actionTypes = List.copyOf(actionTypes);
        trustedKeys = List.copyOf(trustedKeys);
        resumed = List.copyOf(resumed);
    }

    /** At least 0. */
    public int slots(SlotType lane) {
        return Math.max(0, slots.getOrDefault(lane.name(), 0));
    }
}
