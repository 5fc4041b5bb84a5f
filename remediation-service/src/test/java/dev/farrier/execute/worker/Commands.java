package dev.farrier.execute.worker;

import dev.farrier.model.Action;
import dev.farrier.model.Action.HttpCall;
import dev.farrier.model.ActionText;
import dev.farrier.model.ActionText.SecretEncoding;
import dev.farrier.model.ActionText.SecretPlace;
import dev.farrier.model.Command;
import dev.farrier.model.Labels;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Purpose;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Commands for tests. */
public final class Commands {
    public static final String SITE = "eu-de-1";

    private Commands() {}

    /** Who they are for, unless said otherwise. */
    public static final WorkerInstance WORKER = new WorkerInstance("worker-1", 7);

    public static Command of(String id, Action action, long issuedAt, long startBy, long maxRun) {
        SlotType lane = action instanceof Action.WaitUntil ? SlotType.WAIT : SlotType.ACT;
        return of(id, WORKER, lane, Purpose.STEP, action, issuedAt, startBy, maxRun);
    }

    public static Command of(
            String id,
            WorkerInstance worker,
            SlotType lane,
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
        return new HttpCall("GET", ActionText.of(url), new TreeMap<>(), ActionText.of(""), 0, expectBody, 2_000);
    }

    /** Texts without secrets. */
    public static SortedMap<String, ActionText> texts(String... keysAndValues) {
        SortedMap<String, ActionText> texts = new TreeMap<>();
        Labels.of(keysAndValues).forEach((key, value) -> texts.put(key, ActionText.of(value)));
        return texts;
    }

    public static ActionText secret(SecretPlace place, String name) {
        return secret(place, name, SecretEncoding.NONE);
    }

    public static ActionText secret(SecretPlace place, String name, SecretEncoding encoding) {
        return new ActionText(List.of(new ActionText.Secret(place, name, encoding)));
    }

    public static SortedMap<String, ActionText> secrets(String key, SecretPlace place, String name) {
        return new TreeMap<>(Map.of(key, secret(place, name)));
    }

    public static ActionText joined(ActionText... texts) {
        return new ActionText(
                Stream.of(texts).flatMap(text -> text.parts().stream()).toList());
    }

    public static SortedMap<String, String> map(String... keysAndValues) {
        return Labels.of(keysAndValues);
    }

    public static List<String> list(String... values) {
        return List.of(values);
    }
}
