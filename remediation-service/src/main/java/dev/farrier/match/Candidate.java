package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.cel.Condition;
import dev.farrier.policy.cel.Conjunct;
import dev.farrier.policy.cel.EvaluationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One alternative of one policy.
 *
 * @param order among all candidates: by policy name, then as written
 * @param demands all must be met; what a look-up has found already is left out. Policies that demand the same share it: what is
 *     used all the time stays in the processor's cache
 * @param where null: no condition, or one whose every part is among the demands
 * @param valueNeeded {@code where} need be evaluated only for an event without a value, on which it fails
 * @param alone what is reported when the event meets nothing else: one match
 */
record Candidate(
        int order,
        Policy policy,
        Grouping grouping,
        List<Demand> demands,
        @Nullable Condition where,
        boolean valueNeeded,
        List<PolicyMatch> alone)
        implements Finding {

    static Candidate of(int order, Policy policy, Grouping grouping, Alternative alternative, Demands known) {
        Condition where = alternative.where();
        List<Conjunct> conjuncts = where == null ? List.of() : where.conjuncts();
        boolean valueNeeded = conjuncts.stream().anyMatch(Conjunct.ValuePredicate.class::isInstance);
        boolean simple = where != null && where.hasOnlyConjuncts();
        List<Demand> demands = Stream.concat(
                        alternative.matchers().stream().map(Demand::of),
                        conjuncts.stream().map(Demand::of))
                .toList();
        return new Candidate(
                order,
                policy,
                grouping,
                known.shared(demands),
                simple && !valueNeeded ? null : where,
                simple && valueNeeded,
                List.of(new PolicyMatch(policy.name(), policy.detectorHash(), List.of(alternative.name()))));
    }

    /** The same, where this is known to be met. */
    Candidate without(Demand found, Demands known) {
        List<Demand> left = new ArrayList<>(demands);
        left.remove(found);
        return new Candidate(order, policy, grouping, known.shared(left), where, valueNeeded, alone);
    }

    @Override
    public void look(Look look) {
        look.at(this);
    }

    boolean meets(Event event, Look look) {
        for (int i = 0; i < demands.size(); i++) {
            if (!demands.get(i).met(event)) {
                return false;
            }
        }
        return where == null || (valueNeeded && event.value() != null) || holds(where, look);
    }

    private boolean holds(Condition condition, Look look) {
        EvaluationResult result = condition.test(look.subject());
        if (result.error() != null) {
            look.counters().conditionFailed(policy.name(), result.error());
        }
        return result.holds();
    }

    String alternative() {
        return alone.getFirst().alternatives().getFirst();
    }
}
