package dev.farrier.simulation;

import dev.farrier.execute.ExecutableActionType;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.Resource;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.model.WorkerReportBuilder;
import dev.farrier.policy.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The deployment of a simulation: each site has one worker that takes every command, and every topic has been read up to now. */
public final class AssumedDeployment {
    private static final int SLOTS = 1_000_000;
    private static final WorkerInstance WORKER = new WorkerInstance("assumed", 1);

    private final List<String> sites;

    public AssumedDeployment(Bundle bundle) {
        sites = bundle.resources().values().stream()
                .map(Resource::site)
                .distinct()
                .sorted()
                .toList();
    }

    /** Sorted. */
    public List<String> sites() {
        return sites;
    }

    /** What the worker of this site reports. */
    public static WorkerReport worker(String site) {
        TreeMap<String, Integer> slots = new TreeMap<>();
        for (SlotType type : SlotType.values()) {
            slots.put(type.name(), SLOTS);
        }
        return WorkerReportBuilder.builder()
                .worker(WORKER)
                .name(WORKER.id())
                .site(site)
                .protocol(WorkerReport.PROTOCOL)
                .version("")
                .slots(slots)
                .actionTypes(ExecutableActionType.installed().stream().sorted().toList())
                .trustedKeys(List.of(""))
                .resumed(List.of())
                .build();
    }

    /** Operators and the workers of each site were read up to now. */
    List<DeciderInput> progress(long now) {
        List<DeciderInput> progress = new ArrayList<>();
        progress.add(new OperatorProgress(now));
        for (String site : sites) {
            progress.add(new SiteProgress(site, now, List.of(WORKER.toString())));
        }
        return progress;
    }
}
