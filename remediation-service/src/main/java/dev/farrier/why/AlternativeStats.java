package dev.farrier.why;

import dev.farrier.model.Event;
import dev.farrier.policy.Matcher;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.cel.Condition;
import dev.farrier.policy.cel.Condition.Subject;
import dev.farrier.policy.cel.EvaluationResult;
import java.util.ArrayList;
import java.util.List;

/** One alternative, asked matcher by matcher: the service's index says only whether all hold. */
final class AlternativeStats {
    private final Alternative alternative;
    private final long[] held;
    private long events;
    private long met;
    private long last;
    private String error = "";

    AlternativeStats(Alternative alternative) {
        this.alternative = alternative;
        held = new long[alternative.matchers().size() + (alternative.where() == null ? 0 : 1)];
    }

    String name() {
        return alternative.name();
    }

    /** Whether it meets the event; counted only for events about the target. */
    boolean evaluate(Event event, boolean aboutTarget) {
        error = "";
        if (!alternative.sources().contains(event.source())) {
            return false;
        }
        boolean all = true;
        events += aboutTarget ? 1 : 0;
        List<Matcher> matchers = alternative.matchers();
        Condition where = alternative.where();
        for (int i = 0; i < held.length; i++) {
            boolean holds =
                    i < matchers.size() ? matchers.get(i).matches(event) : where != null && holds(where, event, all);
            held[i] += holds && aboutTarget ? 1 : 0;
            all &= holds;
        }
        if (all && aboutTarget) {
            met++;
            last = Math.max(last, event.time());
        }
        return all;
    }

    /** @param asked the service would ask it too: whatever else there is has held */
    private boolean holds(Condition where, Event event, boolean asked) {
        EvaluationResult result = where.test(Subject.of(event));
        String said = result.error();
        error = asked && said != null ? said : "";
        return result.holds();
    }

    /** Why its condition failed on the event that was seen last; empty: it did not. */
    String error() {
        return error;
    }

    WhyAnswer.AlternativeResult answer() {
        List<WhyAnswer.ConditionResult> conditions = new ArrayList<>();
        for (int i = 0; i < held.length; i++) {
            String text = i < alternative.matchers().size()
                    ? alternative.matchers().get(i).toString()
                    : String.valueOf(alternative.where()).strip();
            conditions.add(new WhyAnswer.ConditionResult(text, held[i]));
        }
        return new WhyAnswer.AlternativeResult(alternative.name(), events, met, last, conditions);
    }
}
