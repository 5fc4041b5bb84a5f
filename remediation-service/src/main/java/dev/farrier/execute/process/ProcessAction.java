package dev.farrier.execute.process;

import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.ExecutableActionType;
import dev.farrier.execute.Timing;
import dev.farrier.model.Action;
import dev.farrier.policy.action.ActionBody;
import dev.farrier.policy.action.ActionContext;
import dev.farrier.policy.action.ActionKeys;
import dev.farrier.policy.action.ActionValues;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.Programs;
import dev.farrier.policy.text.Template;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code process}: runs a program with its arguments. */
public final class ProcessAction implements ExecutableActionType {
    private static final YamlMap PROCESS =
            YamlMap.of(Action.Process.TYPE, "A program with its arguments. No shell interprets them.");
    private static final YamlKey<List<Scalar>> ARGV = PROCESS.required(
            "argv",
            YamlTypes.filledList(YamlTypes.scalar(), "write the program and its arguments")
                    .orWrite("write the program and its arguments as a list"),
            "The program, written out, and its arguments. Templates are filled in; each stays within one argument. In "
                    + "the arguments of a program that may read them as code, only parameters with a narrow pattern "
                    + "are allowed.");
    static final YamlKey<SequencedMap<String, Scalar>> ENV = PROCESS.optional(
            "env",
            ActionKeys.environment(),
            "Environment variables. The decider fills in templates; the executor fills in {secret.env:NAME} and "
                    + "{secret.file:/path}. Variables that decide which code runs, such as PATH, can't have values "
                    + "of events.");
    static final YamlKey<Scalar> CWD =
            PROCESS.optional("cwd", YamlTypes.scalar(), "The working directory, written out.");
    static final YamlKey<Scalar> USER = PROCESS.optional(
            "user", YamlTypes.scalar(), "The user that the process runs as, written out. Default: the executor's own.");

    @Override
    public YamlMap map() {
        return PROCESS;
    }

    @Override
    public ActionBody read(MapReader written, ActionContext context) {
        return new ProcessBody(
                context.commandLine(written, ARGV),
                context.environment(written, ENV),
                context.literal(written, CWD),
                context.literal(written, USER));
    }

    @Override
    public ActionRunner runner(Timing timing) {
        return new ProcessRunner();
    }

    record ProcessBody(
            List<Template> argv,
            SortedMap<String, Template> env,
            @Nullable String cwd,
            @Nullable String user) implements ActionBody {
        @Override
        public String type() {
            return Action.Process.TYPE;
        }

        @Override
        public List<Template> templates() {
            return Stream.concat(argv.stream(), env.values().stream()).toList();
        }

        @Override
        public List<Template> arguments() {
            return argv;
        }

        @Override
        public String explanation() {
            return "runs " + argv.stream().map(Template::toString).collect(Collectors.joining(" "));
        }

        @Override
        public Action render(ActionValues values) {
            boolean code = Programs.commandLine(argv).reader() != null;
            return new Action.Process(values.arguments(argv, code), values.texts(env), cwd, user);
        }
    }
}
