package dev.farrier.stream.topology;

import dev.farrier.decide.Decider;
import dev.farrier.decide.Effect;
import dev.farrier.model.DeciderInput;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was decided. */
final class EffectList implements DecisionMeter {
    final List<Effect> all = new CopyOnWriteArrayList<>();

    @Override
    public void input(DeciderInput input) {}

    @Override
    public void effect(Effect effect) {
        all.add(effect);
    }

    @Override
    public void standing(Decider decider, long now) {}

    @Override
    public void taskClosed() {}

    @Override
    public void halted(String byWhom) {}

    @Override
    public void unreadable(String topic) {}
}
