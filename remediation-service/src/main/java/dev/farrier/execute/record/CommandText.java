package dev.farrier.execute.record;

import dev.farrier.model.Action;
import dev.farrier.model.Action.HttpCall;
import dev.farrier.model.Command;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Purpose;

/**
 * The canonical bytes of a command: every field of it, and of its action, in a fixed order. What can be read back
 * without loss can't be ambiguous, so {@link #decode} is the proof of {@link #encode}. A new field of {@link Command} or
 * {@link Action} goes in here, under a new title, or it would not be signed.
 */
public final class CommandText {
    private static final String TITLE = "farrier.command/1";

    private CommandText() {}

    /** Throws {@link IllegalArgumentException} when a value is no text (half a surrogate pair). */
    public static byte[] encode(Command command) {
        FieldWriter out = new FieldWriter(TITLE)
                .field("id", command.id())
                .field("attempt", command.attempt())
                .field("incident", command.incident())
                .field("policy", command.policy())
                .field("commit", command.commit())
                .field("site", command.site())
                .field("target", command.target())
                .field("rung", command.rung())
                .field("step", command.step())
                .field("purpose", command.purpose().name())
                .field("actionName", command.actionName())
                .field("issuedAt", command.issuedAt())
                .field("startBy", command.startBy())
                .field("maxRun", command.maxRun())
                .field("onWorkerLoss", command.onWorkerLoss().name())
                .field("type", command.action().type());
        switch (command.action()) {
            case Action.Process process ->
                out.list("argv", process.argv())
                        .texts("env", process.env())
                        .field("cwd", process.cwd())
                        .field("user", process.user());
            case Action.Script script ->
                out.field("path", script.path())
                        .field("content", script.content())
                        .field("sha256", script.sha256())
                        .list("args", script.args())
                        .texts("env", script.env())
                        .field("cwd", script.cwd())
                        .field("user", script.user());
            case Action.Http http -> call(out, http.call());
            case Action.WaitUntil wait ->
                call(out, wait.call()).field("every", wait.every()).field("forMillis", wait.forMillis());
        }
        return out.toBytes();
    }

    /** Throws {@link IllegalArgumentException}, which says what is wrong, for anything that {@link #encode} did not write. */
    public static Command decode(byte[] bytes) {
        FieldReader in = new FieldReader(bytes, TITLE);
        String id = in.text("id");
        int attempt = in.integer("attempt");
        String incident = in.text("incident");
        String policy = in.text("policy");
        String commit = in.text("commit");
        String site = in.text("site");
        String target = in.text("target");
        String rung = in.text("rung");
        String step = in.text("step");
        Purpose purpose = Purpose.valueOf(in.text("purpose"));
        String actionName = in.text("actionName");
        long issuedAt = in.number("issuedAt");
        long startBy = in.number("startBy");
        long maxRun = in.number("maxRun");
        OnWorkerLoss onWorkerLoss = OnWorkerLoss.valueOf(in.text("onWorkerLoss"));
        Action action = action(in);
        in.end();
        return new Command(
                id,
                attempt,
                incident,
                policy,
                commit,
                site,
                target,
                rung,
                step,
                purpose,
                actionName,
                action,
                issuedAt,
                startBy,
                maxRun,
                onWorkerLoss);
    }

    private static Action action(FieldReader in) {
        String type = in.text("type");
        return switch (type) {
            case "process" ->
                new Action.Process(in.list("argv"), in.texts("env"), in.optional("cwd"), in.optional("user"));
            case "script" ->
                new Action.Script(
                        in.text("path"),
                        in.text("content"),
                        in.text("sha256"),
                        in.list("args"),
                        in.texts("env"),
                        in.optional("cwd"),
                        in.optional("user"));
            case "http" -> new Action.Http(call(in));
            case "waitUntil" -> new Action.WaitUntil(call(in), in.number("every"), in.number("forMillis"));
            default -> throw new IllegalArgumentException("unknown action type \"" + type + "\"");
        };
    }

    private static FieldWriter call(FieldWriter out, HttpCall call) {
        return out.field("method", call.method())
                .text("url", call.url())
                .texts("headers", call.headers())
                .text("body", call.body())
                .field("status", call.status())
                .field("expectBody", call.expectBody())
                .field("timeout", call.timeout());
    }

    private static HttpCall call(FieldReader in) {
        return new HttpCall(
                in.text("method"),
                in.actionText("url"),
                in.texts("headers"),
                in.actionText("body"),
                in.integer("status"),
                in.optional("expectBody"),
                in.number("timeout"));
    }
}
