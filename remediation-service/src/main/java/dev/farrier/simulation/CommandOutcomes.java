package dev.farrier.simulation;

import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import java.util.List;
import java.util.Optional;

/** How commands end in a simulation, which runs none of them. */
public interface CommandOutcomes {
    /**
     * Everything that workers report about the command, in order.
     *
     * @param incident whose command it is, as it stands now
     * @param at when the command was sent, and when all of these outcomes arrive, epoch milliseconds
     */
    List<Outcome> of(Command command, Incident incident, long at);

    /** The same for a command that calls a person; unless a test says otherwise, every call is delivered. */
    default List<Outcome> ofCall(Command command, long at) {
        return AssumedOutcomes.finished(command, at, true, "");
    }

    /** One line about what was assumed, asked for at the end; empty: the user has chosen it. */
    default Optional<String> remark() {
        return Optional.empty();
    }
}
