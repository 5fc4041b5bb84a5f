package dev.farrier.policy.yaml.action;

import dev.farrier.policy.ActionContext;
import dev.farrier.policy.ActionDefinition.ActionBody;
import dev.farrier.policy.ActionKeys;
import dev.farrier.policy.ActionType;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import java.util.List;
import java.util.SequencedMap;

/** {@code process}: a program with its arguments. */
public final class ProcessActionType implements ActionType {
    private static final YamlMap PROCESS = YamlMap.of("process", "A program with its arguments; never a shell string.");
    private static final YamlKey<List<Scalar>> ARGV = PROCESS.required(
            "argv",
            YamlTypes.filledList(YamlTypes.scalar(), "write the program and its arguments")
                    .orWrite("write the program and its arguments as a list"),
            "The program, written out, and its arguments; templates are filled in, each in one argument. Where a program may"
                    + " read its arguments as code, only parameters with a narrow pattern.");
    static final YamlKey<SequencedMap<String, Scalar>> ENV = PROCESS.optional(
            "env",
            ActionKeys.environment(),
            "Environment variables. Templates are filled in; {secret.env:NAME} and {secret.file:/path} by the executor. Values"
                    + " of events can't be in variables that decide which code runs, such as PATH.");
    static final YamlKey<Scalar> CWD =
            PROCESS.optional("cwd", YamlTypes.scalar(), "The working directory, written out.");
    static final YamlKey<Scalar> USER = PROCESS.optional(
            "user", YamlTypes.scalar(), "The user that it runs as, written out. Default: the executor's own.");

    private static final YamlKey<MapReader> KEY =
            YamlKey.of("process", YamlTypes.map(PROCESS), "A program with its arguments; never a shell string.");

    @Override
    public YamlMap map() {
        return PROCESS;
    }

    @Override
    public ActionBody read(MapReader written, ActionContext context) {
        return new ActionBody.ProcessBody(
                context.commandLine(written, ARGV),
                context.environment(written, ENV),
                context.literal(written, CWD),
                context.literal(written, USER));
    }
}
