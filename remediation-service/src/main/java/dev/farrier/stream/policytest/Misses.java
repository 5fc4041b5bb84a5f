package dev.farrier.stream.policytest;

import dev.farrier.match.MatchCounters;
import dev.farrier.model.Event;
import dev.farrier.model.Texts;
import dev.farrier.policytest.Miss;
import java.util.ArrayList;
import java.util.List;

/** Puts down what could not be matched, event by event, in words. */
final class Misses implements MatchCounters {
    private final List<Miss> misses = new ArrayList<>();
    private long time;
    private String event = "";

    /** What follows is about this event. */
    void of(Event next) {
        time = next.time();
        String said = String.join(" ", next.name(), next.message()).strip();
        event = Texts.plain(next.source() + next.labels() + (said.isEmpty() ? "" : " " + said));
    }

    @Override
    public void labelMissing(String policy, String label) {
        add(policy, "the label " + label + ", by which it groups, is missing");
    }

    @Override
    public void conditionFailed(String policy, String error) {
        add(policy, Texts.plain("its where failed: " + error));
    }

    private void add(String policy, String what) {
        misses.add(new Miss(time, policy, event, what));
    }

    /** All since the last call. */
    List<Miss> take() {
        List<Miss> taken = List.copyOf(misses);
        misses.clear();
        return taken;
    }
}
