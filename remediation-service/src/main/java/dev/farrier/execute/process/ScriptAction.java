package dev.farrier.execute.process;

import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.ExecutableActionType;
import dev.farrier.execute.Timing;
import dev.farrier.model.Action;
import dev.farrier.model.Sha256;
import dev.farrier.policy.action.ActionBody;
import dev.farrier.policy.action.ActionContext;
import dev.farrier.policy.action.ActionValues;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.Template;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code script}: runs a file of the policy directory, which travels with the command. */
public final class ScriptAction implements ExecutableActionType {
    /** Below what a record may hold, with room for the rest of the command. */
    private static final int MAX_BYTES = 800_000;

    private static final YamlMap SCRIPT = YamlMap.of(
            Action.Script.TYPE,
            "A script in the policy directory. The worker runs the version that the decider names by its hash.");
    private static final YamlKey<String> PATH = SCRIPT.required(
            "path",
            YamlTypes.filled("write the script's path, relative to the policy directory"),
            "The file of the script, relative to the policy directory.");
    private static final YamlKey<List<Scalar>> ARGS = SCRIPT.optional(
            "args",
            YamlTypes.list(YamlTypes.scalar()),
            "The arguments of the script, which are data to it. Templates are filled in.");

    static {
        SCRIPT.add(ProcessAction.ENV);
        SCRIPT.add(ProcessAction.CWD);
        SCRIPT.add(ProcessAction.USER);
    }

    @Override
    public YamlMap map() {
        return SCRIPT;
    }

    @Override
    public ActionBody read(MapReader written, ActionContext context) {
        String content = context.file(written, PATH);
        String path = written.get(PATH);
        if (content != null) {
            check(written, path, content);
        }
        return new ScriptBody(
                path,
                context.arguments(written, ARGS),
                context.environment(written, ProcessAction.ENV),
                context.literal(written, ProcessAction.CWD),
                context.literal(written, ProcessAction.USER));
    }

    private static void check(MapReader written, String path, String content) {
        if (content.indexOf('\uFFFD') >= 0) {
            written.error(PATH, "the script '" + path + "' is not UTF-8 text: save it as UTF-8");
        }
        int bytes = content.getBytes(StandardCharsets.UTF_8).length;
        if (bytes >= MAX_BYTES) {
            written.error(
                    PATH,
                    "the script '" + path + "' has " + bytes + " bytes, it must have fewer than " + MAX_BYTES
                            + ": install it on the machines and run it by 'process'");
        }
    }

    @Override
    public ActionRunner runner(Timing timing) {
        return new ProcessRunner();
    }

    /** @param path relative to the policy directory, with {@code /} */
    private record ScriptBody(
            String path,
            List<Template> args,
            SortedMap<String, Template> env,
            @Nullable String cwd,
            @Nullable String user)
            implements ActionBody {
        @Override
        public String type() {
            return Action.Script.TYPE;
        }

        @Override
        public List<Template> templates() {
            return Stream.concat(args.stream(), env.values().stream()).toList();
        }

        @Override
        public List<Template> arguments() {
            return args;
        }

        @Override
        public String explanation() {
            String words = args.stream().map(Template::toString).collect(Collectors.joining(" "));
            return "runs the script " + (path + " " + words).strip();
        }

        @Override
        public Action render(ActionValues values) {
            String content = values.file(path);
            return new Action.Script(
                    path, content, Sha256.hex(content), values.arguments(args, false), values.texts(env), cwd, user);
        }
    }
}
