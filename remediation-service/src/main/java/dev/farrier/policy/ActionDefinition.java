package dev.farrier.policy;

import com.google.re2j.Pattern;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One Action document: a named, typed thing to do.
 *
 * @param timeout default for the steps that call it
 */
public record ActionDefinition(
        String name,
        SortedMap<String, Parameter> parameters,
        ActionBody body,
        Duration timeout,
        OnWorkerLoss onWorkerLoss) {

    /**
     * @param pattern anchored RE2 that a value must match, checked after rendering; null: any
     * @param defaultValue null: required
     * @param allowOptions whether a value may begin an argument with '-'
     */
    public record Parameter(
            ParameterType type,
            @Nullable Pattern pattern,
            @Nullable String defaultValue,
            boolean allowOptions) {
        public enum ParameterType {
            STRING,
            INTEGER,
            BOOLEAN
        }
    }

    /** What is done. */
    public sealed interface ActionBody {
        /** All that is filled in with values. */
        List<Template> templates();

        /** The arguments of a command line, where a value that begins with '-' would be an option; none without one. */
        default List<Template> arguments() {
            return List.of();
        }

        /** For {@code farrier policy explain}: {@code runs systemctl restart {params.unit}}. */
        String explanation();

        record ProcessBody(
                List<Template> argv,
                SortedMap<String, Template> env,
                @Nullable String cwd,
                @Nullable String user) implements ActionBody {
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
                return "runs " + words(argv);
            }
        }

        /** @param path relative to the policy directory, with {@code /} */
        record ScriptBody(
                String path,
                List<Template> args,
                SortedMap<String, Template> env,
                @Nullable String cwd,
                @Nullable String user)
                implements ActionBody {
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
                return "runs the script " + (path + " " + words(args)).strip();
            }
        }

        /** @param body sent as it renders; a {@code body} value that is a YAML map is sent as JSON */
        record HttpBody(
                String method,
                Template url,
                SortedMap<String, Template> headers,
                Template body,
                int status,
                @Nullable String expectBody)
                implements ActionBody {
            @Override
            public List<Template> templates() {
                return Stream.of(List.of(url), headers.values(), List.of(body))
                        .flatMap(Collection::stream)
                        .toList();
            }

            @Override
            public String explanation() {
                return method + " " + url;
            }
        }

        private static String words(List<Template> templates) {
            return templates.stream().map(Template::toString).collect(Collectors.joining(" "));
        }
    }
}
