package dev.farrier.why;

import dev.farrier.model.Event;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.cel.Condition;
import dev.farrier.policy.cel.Condition.Subject;
import dev.farrier.policy.cel.EvaluationResult;
import dev.farrier.policy.source.Matcher;
import java.util.ArrayList;
import java.util.List;

/** Evaluates one alternative matcher by matcher; the service's index says only whether all of them match. */
final class AlternativeStats {
    private final Alternative alternative;
    private final long[] conditionsMet;
    private long events;
    private long matched;
    private long last;
    private String error = "";

    AlternativeStats(Alternative alternative) {
        this.alternative = alternative;
        conditionsMet = new long[alternative.matchers().size() + (alternative.where() == null ? 0 : 1)];
    }

    String name() {
        return alternative.name();
    }

    /** Whether the alternative matches the event. Counts only events about the target. */
    boolean evaluate(Event event, boolean aboutTarget) {
        error = "";
        if (!alternative.sources().contains(event.source())) {
            return false;
        }
        boolean all = true;
        events += aboutTarget ? 1 : 0;
        List<Matcher> matchers = alternative.matchers();
        Condition where = alternative.where();
        for (int i = 0; i < conditionsMet.length; i++) {
            boolean holds =
                    i < matchers.size() ? matchers.get(i).matches(event) : where != null && holds(where, event, all);
            conditionsMet[i] += holds && aboutTarget ? 1 : 0;
            all &= holds;
        }
        if (all && aboutTarget) {
            matched++;
            last = Math.max(last, event.time());
        }
        return all;
    }

    /** @param evaluated the service evaluates the condition too, since all matchers match */
    private boolean holds(Condition where, Event event, boolean evaluated) {
        EvaluationResult result = where.test(Subject.of(event));
        String cause = result.error();
        error = evaluated && cause != null ? cause : "";
        return result.holds();
    }

    /** Why the condition failed on the last event; empty: it did not. */
    String error() {
        return error;
    }

    WhyAnswer.AlternativeResult answer() {
        List<WhyAnswer.ConditionResult> conditions = new ArrayList<>();
        for (int i = 0; i < conditionsMet.length; i++) {
            String text = i < alternative.matchers().size()
                    ? alternative.matchers().get(i).toString()
                    : String.valueOf(alternative.where()).strip();
            conditions.add(new WhyAnswer.ConditionResult(text, conditionsMet[i]));
        }
        return new WhyAnswer.AlternativeResult(alternative.name(), events, matched, last, conditions);
    }
}
