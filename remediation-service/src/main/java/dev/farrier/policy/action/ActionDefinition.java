package dev.farrier.policy.action;

import com.google.re2j.Pattern;
import dev.farrier.model.OnWorkerLoss;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One Action document: a named, typed thing to do.
 *
 * @param timeout default for the steps that call it
 * @param idempotent it may run again when nobody knows whether it was done
 */
public record ActionDefinition(
        String name,
        SortedMap<String, Parameter> parameters,
        ActionBody body,
        Duration timeout,
        OnWorkerLoss onWorkerLoss,
        boolean idempotent) {

    /** What may run again after the loss of its worker is idempotent. */
    public ActionDefinition(
            String name,
            SortedMap<String, Parameter> parameters,
            ActionBody body,
            Duration timeout,
            OnWorkerLoss onWorkerLoss) {
        this(name, parameters, body, timeout, onWorkerLoss, onWorkerLoss == OnWorkerLoss.RERUN);
    }

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
