package dev.farrier.stream.topology;

import dev.farrier.decide.Decider;
import dev.farrier.decide.Effect;
import dev.farrier.model.DeciderInput;

/** Told of each input that was decided upon, and of each effect it had. Called on the deciding thread. */
public interface DecisionMeter {
    void input(DeciderInput input);

    void effect(Effect effect);

    /**
     * How the decider stands, once a tick: calls that nobody has delivered, channels that stand still, a key that does not fit.
     *
     * @param now the tick's record time, epoch milliseconds
     */
    void standing(Decider decider, long now);

    /** The decider's task has left this process, or begins again: what was told of how it stands is not so any more. */
    void taskClosed();

    /** @param byWhom who has halted everything and why; empty: nobody. Told at start and after each order */
    void halted(String byWhom);

    /** @param topic where the record stands that can't be read, so that nothing was decided upon it */
    void unreadable(String topic);
}
