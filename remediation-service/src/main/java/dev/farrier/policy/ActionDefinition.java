package dev.farrier.policy;

import com.google.re2j.Pattern;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One Action document: a named, typed thing to do.
 *
 * @param timeout default for the steps that call it
 */
public record ActionDefinition(
        String name, SortedMap<String, Parameter> parameters, ActionBody body, Duration timeout, OnWorkerLoss onWorkerLoss) {

    /**
     * @param pattern anchored RE2 that a value must match, checked after rendering; null: any
     * @param defaultValue null: required
     * @param allowOptions whether a value may begin an argument with '-'
     */
    public record Parameter(
            ParameterType type, @Nullable Pattern pattern, @Nullable String defaultValue, boolean allowOptions) {
        public enum ParameterType {
            STRING,
            INTEGER,
            BOOLEAN
        }
    }

    public sealed interface ActionBody {
        record ProcessBody(
                List<Template> argv,
                SortedMap<String, Template> env,
                @Nullable String cwd,
                @Nullable String user) implements ActionBody {}

        /** @param path relative to the policy directory, with {@code /} */
        record ScriptBody(
                String path,
                List<Template> args,
                SortedMap<String, Template> env,
                @Nullable String cwd,
                @Nullable String user)
                implements ActionBody {}

        /** @param body sent as it renders; a {@code body} value that is a YAML map is sent as JSON */
        record HttpBody(
                String method,
                Template url,
                SortedMap<String, Template> headers,
                Template body,
                int status,
                @Nullable String expectBody)
                implements ActionBody {}
    }
}
