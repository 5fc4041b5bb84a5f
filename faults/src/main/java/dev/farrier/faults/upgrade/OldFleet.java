package dev.farrier.faults.upgrade;

import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.Distribution;
import dev.farrier.faults.process.Child;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Engines and workers of another version, by name. */
final class OldFleet {
    static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Map<String, Child> engines = new LinkedHashMap<>();
    private final Map<String, Child> workers = new LinkedHashMap<>();

    private OldFleet() {}

    /** Returns when all are ready. */
    static OldFleet start(Deployment deployment, Distribution version, int engines, int workers)
            throws IOException, InterruptedException {
        OldFleet fleet = new OldFleet();
        for (int i = 1; i <= engines; i++) {
            String name = "engine-" + i;
            String roles = i == 1 ? "ingest, core, api, policies" : "ingest, core, api";
            fleet.engines.put(name, deployment.serve(version, name, roles, OPTIONS, Trial.ENGINE));
        }
        for (int i = 1; i <= workers; i++) {
            String name = "worker-" + i;
            fleet.workers.put(
                    name, deployment.serve(version, name, "executor", OPTIONS, List.of("executor.slots: 12")));
        }
        List<Child> all = new ArrayList<>(fleet.engines.values());
        all.addAll(fleet.workers.values());
        // the first one publishes the policies that the others wait for
        all.getFirst().start();
        deployment.awaitReady(all.subList(0, 1));
        all.forEach(Child::start);
        deployment.awaitReady(all);
        return fleet;
    }

    List<String> engines() {
        return List.copyOf(engines.keySet());
    }

    List<String> workers() {
        return List.copyOf(workers.keySet());
    }

    /** As SIGTERM; returns when it has ended. */
    void end(String name) {
        Objects.requireNonNull(engines.getOrDefault(name, workers.get(name)), name)
                .close();
    }
}
