package dev.farrier.replay;

import dev.farrier.model.DeciderInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.Resource;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.SlotType;
import dev.farrier.model.Tick;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What is taken for granted about a deployment that nothing is run in: each site has one worker that does everything, with
 * slots for all, and whatever was said up to now has been read.
 */
public final class AssumedDeployment {
    private static final int ENOUGH = 1_000_000;
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

    /** What the worker of this site says it can take. */
    public static WorkerReport worker(String site) {
        TreeMap<String, Integer> slots = new TreeMap<>();
        for (SlotType lane : SlotType.values()) {
            slots.put(lane.name(), ENOUGH);
        }
        return new WorkerReport(
                WORKER,
                WORKER.id(),
                site,
                WorkerReport.PROTOCOL,
                "",
                slots,
                List.of("http", "process", "script", "waitUntil"),
                List.of(""),
                List.of(),
                false,
                false,
                false);
    }

    /** Moves all clocks but those of sources. */
    List<DeciderInput> marks(long now) {
        List<DeciderInput> marks = new ArrayList<>();
        marks.add(new Tick());
        marks.add(new OperatorProgress(now));
        for (String site : sites) {
            marks.add(new SiteProgress(site, now, List.of(WORKER.toString())));
        }
        return marks;
    }
}
