package dev.farrier.view;

import dev.farrier.model.SlotType;
import dev.farrier.model.Texts;
import dev.farrier.model.Watchdog;
import dev.farrier.model.WorkerReport;
import dev.farrier.view.Executors.ExecutorStatus;
import java.time.Instant;
import java.util.Map;

/** Executors as JSON. */
public final class ExecutorJson {
    private ExecutorJson() {}

    public static Map<String, Object> executor(ExecutorStatus executor) {
        WorkerReport report = executor.report();
        JsonObject lanes = new JsonObject();
        for (SlotType lane : SlotType.values()) {
            // How many calls are on their way stands in no incident.
            lanes.put(
                    Texts.code(lane),
                    new JsonObject()
                            .put("slots", report.slots(lane))
                            .put("used", lane == SlotType.CALL ? null : used(executor, lane))
                            .build());
        }
        return new JsonObject()
                .put("name", report.name())
                .put("id", report.worker().id())
                .put("incarnation", report.worker().incarnation())
                .put("site", executor.site())
                .put("version", report.version())
                .put("protocol", report.protocol())
                .put("lanes", lanes.build())
                .put(
                        "actionTypes",
                        report.actionTypes().stream()
                                .filter(type -> !Watchdog.is(type))
                                .toList())
                .put("trustedKeys", report.trustedKeys())
                .put("heardAt", Instant.ofEpochMilli(executor.heardAt()).toString())
                .put("heardSecondsAgo", executor.age() / 1_000)
                .put("silent", executor.silent())
                .put("draining", report.draining())
                .put("halted", report.halted())
                .put("killed", report.killed())
                .put(
                        "holds",
                        executor.outstanding().stream()
                                .map(one -> Map.of("command", one.command(), "incident", one.incident()))
                                .toList())
                .build();
    }

    public static long used(ExecutorStatus executor, SlotType lane) {
        return executor.outstanding().stream().filter(one -> one.lane() == lane).count();
    }
}
