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
}
