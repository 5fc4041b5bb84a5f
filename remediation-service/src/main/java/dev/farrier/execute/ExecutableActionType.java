package dev.farrier.execute;

import dev.farrier.execute.http.WaitRunner;
import dev.farrier.model.Action;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.action.ActionType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An action type whose commands an executor runs. It is registered as an {@link ActionType}. */
public interface ExecutableActionType extends ActionType {
    /** Made once for each worker. */
    ActionRunner runner(Timing timing);

    /** All that a worker with these extensions can run, by action type; with {@code waitUntil}, a step of its own in a policy. */
    static Map<String, ActionRunner> runners(Extensions extensions, Timing timing) {
        Map<String, ActionRunner> runners = new LinkedHashMap<>();
        for (ActionType type : extensions.actions()) {
            if (type instanceof ExecutableActionType executable) {
                runners.put(type.name(), executable.runner(timing));
            }
        }
        runners.put(Action.WaitUntil.TYPE, new WaitRunner(timing));
        runners.put(Watchdog.NAME, new WatchdogRunner());
        return runners;
    }

    /** The names of the installed types, in the order of their registration, and {@code waitUntil}. */
    static List<String> installed() {
        Stream<String> registered = Extensions.installed().actions().stream()
                .filter(ExecutableActionType.class::isInstance)
                .map(ActionType::name);
        return Stream.concat(registered, Stream.of(Action.WaitUntil.TYPE)).toList();
    }
}
