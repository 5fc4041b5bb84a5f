package dev.farrier.execute;

import dev.farrier.execute.http.WaitRunner;
import dev.farrier.policy.action.ActionType;
import dev.farrier.policy.Extensions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An action type whose commands an executor runs. It is registered as an {@link ActionType}. */
public interface ExecutableActionType extends ActionType {
    /** A step of its own in a policy, not a type of action. */
    String WAIT_UNTIL = "waitUntil";

    /** Made once for each worker. */
    ActionRunner runner(Timing timing);

    /** All that a worker with these extensions can run, by action type. */
    static Map<String, ActionRunner> runners(Extensions extensions, Timing timing) {
        Map<String, ActionRunner> runners = new LinkedHashMap<>();
        for (ActionType type : extensions.actions()) {
            if (type instanceof ExecutableActionType executable) {
                runners.put(type.name(), executable.runner(timing));
            }
        }
        runners.put(WAIT_UNTIL, new WaitRunner(timing));
        return runners;
    }

    /** The names of the installed types, in the order of their registration. */
    static List<String> installed() {
        Stream<String> registered = Extensions.installed().actions().stream()
                .filter(ExecutableActionType.class::isInstance)
                .map(ActionType::name);
        return Stream.concat(registered, Stream.of(WAIT_UNTIL)).toList();
    }
}
