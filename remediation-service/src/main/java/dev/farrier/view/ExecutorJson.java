package dev.farrier.view;

import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerReport;
import dev.farrier.view.Executors.Executor;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Executors as plain maps. */
public final class ExecutorJson {
    private ExecutorJson() {}

    public static Map<String, Object> executor(Executor executor) {
        WorkerReport report = executor.report();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", report.name());
        json.put("id", report.worker().id());
        json.put("incarnation", report.worker().incarnation());
        json.put("site", executor.site());
        json.put("version", report.version());
        json.put("protocol", report.protocol());
        Map<String, Object> lanes = new LinkedHashMap<>();
        for (SlotType lane : SlotType.values()) {
            lanes.put(IncidentJson.code(lane), lane(executor, lane));
        }
        json.put("lanes", lanes);
        json.put("actionTypes", report.actionTypes());
        json.put("trustedKeys", report.trustedKeys());
        json.put("heardAt", Instant.ofEpochMilli(executor.heardAt()).toString());
        json.put("heardSecondsAgo", executor.age() / 1_000);
        json.put("silent", executor.silent());
        json.put("draining", report.draining());
        json.put("halted", report.halted());
        json.put("killed", report.killed());
        json.put(
                "holds",
                executor.held().stream()
                        .map(held -> Map.of("command", held.command(), "incident", held.incident()))
                        .toList());
        return json;
    }

    /** How many calls are on their way is not known here. */
    private static Map<String, Object> lane(Executor executor, SlotType lane) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("slots", executor.report().slots(lane));
        if (lane != SlotType.CALL) {
            json.put("used", used(executor, lane));
        }
        return json;
    }

    public static long used(Executor executor, SlotType lane) {
        return executor.held().stream().filter(held -> held.lane() == lane).count();
    }
}
