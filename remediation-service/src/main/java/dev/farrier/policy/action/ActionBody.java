package dev.farrier.policy.action;

import dev.farrier.model.Action;
import dev.farrier.policy.text.Template;
import java.util.List;

/** What an Action document or a step does, as an {@link ActionType} has read it: its templates are not filled in yet. */
public interface ActionBody {
    /** Name of its {@link ActionType}. */
    String type();

    /** All templates, those of arguments included. */
    List<Template> templates();

    /** The templates that become arguments of a program: no value may turn such an argument into an option. */
    default List<Template> arguments() {
        return List.of();
    }

    /** For {@code farrier policy explain}, such as {@code runs systemctl restart {params.unit}}. */
    String explanation();

    /**
     * Fills in the templates. Called by the decider: it must be a function of its argument.
     *
     * @throws IllegalArgumentException when a value is missing or not allowed; the message says which
     */
    Action render(ActionValues values);
}
