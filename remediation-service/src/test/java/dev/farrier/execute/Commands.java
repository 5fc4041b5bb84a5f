package dev.farrier.execute;

import dev.farrier.model.Action;
import dev.farrier.model.Action.HttpCall;
import dev.farrier.model.Command;
import dev.farrier.model.Labels;
import dev.farrier.model.Lane;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Purpose;
import dev.farrier.model.WorkerInstance;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Commands for tests. */
public final class Commands {
    public static final String SITE = "eu-de-1";

    private Commands() {}

    /** Who they are for, unless said otherwise. */
    public static final WorkerInstance WORKER = new WorkerInstance("worker-1", 7);

    public static Command of(String id, Action action, long issuedAt, long startBy, long maxRun) {
        Lane lane = action instanceof Action.WaitUntil ? Lane.WAIT : Lane.ACT;
        return of(id, WORKER, lane, Purpose.STEP, action, issuedAt, startBy, maxRun);
    }

    public static Command of(
            String id,
            WorkerInstance worker,
            Lane lane,
            Purpose purpose,
            Action action,
            long issuedAt,
            long startBy,
            long maxRun) {
        return new Command(
                id,
                1,
                "incident-1",
                "media-bridge-stuck",
                "0a1b2c",
                SITE,
                worker,
                lane,
                "mb-01",
                "restart",
                "restart-unit",
                purpose,
                "restart-unit",
                action,
                issuedAt,
                startBy,
                maxRun,
                OnWorkerLoss.ESCALATE);
    }

    public static Action.Process process(String... argv) {
        return new Action.Process(Arrays.asList(argv), new TreeMap<>(), null, null);
    }

    public static Action.Process shell(String script) {
        return process("sh", "-c", script);
    }

    public static Action.WaitUntil waitUntil(String url, String body, long every, long forMillis) {
        return new Action.WaitUntil(call(url, body), every, forMillis);
    }

    public static HttpCall call(String url, String expectBody) {
        return new HttpCall("GET", url, Labels.empty(), "", 0, expectBody, 2_000);
    }

    public static SortedMap<String, String> map(String... keysAndValues) {
        return Labels.of(keysAndValues);
    }

    public static List<String> list(String... values) {
        return List.of(values);
    }
}
