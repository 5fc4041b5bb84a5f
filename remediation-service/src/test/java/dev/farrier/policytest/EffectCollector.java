package dev.farrier.policytest;

import dev.farrier.decide.state.Effect;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.simulation.Transcript;
import dev.farrier.stream.topology.StageListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the effects of each input, and writes them to a transcript. */
final class EffectCollector implements StageListener {
    private final Transcript transcript;
    private final List<Effect> effects = new ArrayList<>();
    private @Nullable Detection detection;

    EffectCollector(Transcript transcript) {
        this.transcript = transcript;
    }

    void flush() {
        if (detection != null) {
            transcript.detection(detection, effects);
            detection = null;
        }
        transcript.effects(List.copyOf(effects));
        effects.clear();
    }

    @Override
    public void input(DeciderInput input) {
        flush();
        detection = input instanceof Detection detected ? detected : null;
    }

    @Override
    public void effect(Effect effect) {
        effects.add(effect);
    }

    @Override
    public void deadLetter(String source) {
        throw new IllegalStateException("the test itself wrote what can't be read for " + source);
    }

    @Override
    public void unreadable(String topic) {
        throw new IllegalStateException("the test itself wrote what can't be read to " + topic);
    }
}
