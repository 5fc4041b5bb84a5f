package dev.farrier.policy.action;

import com.google.re2j.Pattern;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One Action document: a named, typed thing to do.
 *
 * @param timeout default for the steps that call it
 * @param idempotent it may run again when nobody knows whether it was done
 * @param readOnly it changes nothing, so that it may run before anything is changed
 * @param undoneBy what puts back what it takes out of service, with templates of its own parameters; null: nothing
 */
public record ActionDefinition(
        String name,
        SortedMap<String, Parameter> parameters,
        ActionBody body,
        Duration timeout,
        OnWorkerLoss onWorkerLoss,
        boolean idempotent,
        boolean readOnly,
        @Nullable Undo undoneBy) {

    /** What may run again after the loss of its worker is idempotent. */
    public ActionDefinition(
            String name,
            SortedMap<String, Parameter> parameters,
            ActionBody body,
            Duration timeout,
            OnWorkerLoss onWorkerLoss) {
        this(name, parameters, body, timeout, onWorkerLoss, onWorkerLoss == OnWorkerLoss.RERUN, false, null);
    }

    public ActionDefinition withUndo(Undo undo) {
        return new ActionDefinition(name, parameters, body, timeout, onWorkerLoss, idempotent, readOnly, undo);
    }

    /**
     * The action that puts back what a step took out of service.
     *
     * @param with templates for its parameters
     */
    public record Undo(String action, SortedMap<String, Template> with) {}

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
}
