package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.policy.Matcher;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.cel.Condition;
import dev.farrier.policy.cel.Condition.Subject;
import dev.farrier.policy.cel.Result;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One alternative of one policy.
 *
 * @param order among all candidates: by policy name, then as written
 * @param where null: no condition
 */
record Candidate(
        int order,
        Policy policy,
        Alternative alternative,
        @Nullable Condition where) {

    /** @param subject the event, for conditions; asked for only when it is needed */
    boolean meets(Event event, Supplier<Subject> subject, MatchCounters counters) {
        for (Matcher matcher : alternative.matchers()) {
            if (!matcher.matches(event)) {
                return false;
            }
        }
        if (where == null) {
            return true;
        }
        Result result = where.test(subject.get());
        if (result.error() != null) {
            counters.conditionFailed(policy.name(), result.error());
        }
        return result.holds();
    }
}
