package dev.farrier.replay;

import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import java.util.List;
import java.util.Optional;

/** What becomes of commands in a replay, which runs none. */
public interface CommandOutcomes {
    /**
     * All that workers say of it, in order.
     *
     * @param incident that it was sent for, as it stands now
     * @param at when it was sent, and when all of this is said, epoch milliseconds
     */
    List<Outcome> of(Command command, Incident incident, long at);

    /** One line about what was taken for granted, to be asked at the end; empty: the user has said it. */
    default Optional<String> remark() {
        return Optional.empty();
    }
}
