package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a worker can take, on {@code outcomes.<site>} every 5 s and at once when it changes. Sent only by the loop that takes
 * commands, and only while commands, controls and outcomes have been read up to now.
 *
 * @param name for people
 * @param site as it stands in the worker's configuration; intake replaces it by the site of the topic
 * @param protocol version of the hand-out protocol that the worker speaks; {@link #PROTOCOL} today
 * @param version the worker's Farrier version, for people
 * @param slots lane ({@link SlotType#name}) → how many commands it does at once there
 * @param actionTypes what it may and can do, sorted
 * @param trustedKeys ids of the keys whose commands it does, sorted
 * @param resumed ids of commands claimed by an earlier incarnation that it has taken up again and that still run
 * @param draining it takes nothing more
 * @param halted it follows a halt
 * @param killed its kill file exists
 */
@RecordBuilder
@RecordBuilder.Options(enableWither = false)
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
        implements DeciderInput {
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
