package dev.farrier.decide.guard;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.state.BreakerRecord.StormScope;
import dev.farrier.decide.state.BreakerRecord.StormState;
import dev.farrier.model.Incident;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.storm.StormBreaker;
import dev.farrier.policy.storm.StormBreaker.Scope;
import dev.farrier.policy.storm.StormLimit;
import dev.farrier.policy.time.Durations;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Which storm breakers count an incident, by the policies in force now. Rounds of the watchdog are counted by none. */
public final class StormBreakers {
    private StormBreakers() {}

    /** That of its policy first. */
    public static SequencedMap<StormScope, StormLimit> of(DecisionContext context, Incident incident) {
        SequencedMap<StormScope, StormLimit> all = new LinkedHashMap<>();
        if (WatchdogRound.is(incident)) {
            return all;
        }
        Bundle inForce = context.callingBundle();
        Bundle bundle = inForce == null ? context.bundle(incident) : inForce;
        StormScope own = StormScope.ofPolicy(incident.policy(), incident.shadow());
        StormLimit ofPolicy = limit(bundle, own);
        if (ofPolicy != null) {
            all.put(own, ofPolicy);
        }
        for (StormBreaker breaker : bundle.stormBreakers().values()) {
            String site = breaker.by() == Scope.SITE ? incident.site() : "";
            all.put(new StormScope("", breaker.name(), site, incident.shadow()), breaker.limit());
        }
        return all;
    }

    /** Null: the bundle has no such breaker. */
    public static @Nullable StormLimit limit(Bundle bundle, StormScope scope) {
        if (scope.policy().isEmpty()) {
            StormBreaker breaker = bundle.stormBreakers().get(scope.breaker());
            return breaker != null
                            && (breaker.by() == Scope.SITE) != scope.site().isEmpty()
                    ? breaker.limit()
                    : null;
        }
        Policy policy = bundle.policies().get(scope.policy());
        return policy == null ? null : policy.guards().storm();
    }

    public static StormState state(DecisionContext context, StormScope scope) {
        StormState state = context.state.get(StormState.key(scope), StormState.class);
        return state == null ? StormState.none(scope) : state;
    }

    /** When it goes on, for people. */
    public static String untilCalm(StormScope scope, StormLimit limit) {
        String command = scope.policy().isEmpty()
                ? "farrier breakers acknowledge " + scope.breaker()
                : "farrier policy acknowledge " + scope.policy();
        return "until no new incident has come for " + Durations.format(limit.calmFor()) + ", or until: " + command;
    }
}
