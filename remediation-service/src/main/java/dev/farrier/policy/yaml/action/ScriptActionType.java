package dev.farrier.policy.yaml.action;

import dev.farrier.policy.ActionContext;
import dev.farrier.policy.ActionDefinition.ActionBody;
import dev.farrier.policy.ActionType;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code script}: a file of the policy directory. */
public final class ScriptActionType implements ActionType {
    /** Below what a record may hold, with room for the rest of the command. */
    private static final int MAX_BYTES = 800_000;

    private static final YamlMap SCRIPT = YamlMap.of("script", "A file of the policy directory, pinned by its hash.");
    private static final YamlKey<String> PATH = SCRIPT.required(
            "path",
            YamlTypes.filled("write the script's path, relative to the policy directory"),
            "Relative to the policy directory.");
    private static final YamlKey<List<Scalar>> ARGS = SCRIPT.optional(
            "args",
            YamlTypes.list(YamlTypes.scalar()),
            "Its arguments, which are data to it; templates are filled in.");

    static {
        SCRIPT.add(ProcessActionType.ENV);
        SCRIPT.add(ProcessActionType.CWD);
        SCRIPT.add(ProcessActionType.USER);
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
        return new ActionBody.ScriptBody(
                path,
                context.arguments(written, ARGS),
                context.environment(written, ProcessActionType.ENV),
                context.literal(written, ProcessActionType.CWD),
                context.literal(written, ProcessActionType.USER));
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
}
