package dev.farrier.decide.guard;

import static dev.farrier.policy.keys.YamlTypes.positiveDuration;

import dev.farrier.decide.context.ClearingEvaluator;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Policy;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls a person when the events of an incident have become too old to act on while it waited; those that were too old when the
 * detection came were ignored then. What its time intervals or a silence held back ends without a call: it was to wait.
 *
 * <p>A symptom that lasts until it clears (an absence, a firing alert, what a
 * match ends) is never too old: it waits until the sources that could end it have been read up to now.
 */
public final class StaleEventGuard implements Guard {
    private static final YamlKey<Duration> KEY = new YamlKey<>(
            Guards.STALE_AFTER,
            positiveDuration(Durations.MAX),
            false,
            RiskDefaults.STALE_AFTER,
            "The decider does not act on an event that is older than this: it ignores the detection, or, when the event became"
                    + " so old while the incident waited, calls a person.");

    @Override
    public String name() {
        return Guards.STALE_AFTER;
    }

    @Override
    public int order() {
        return 300;
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(KEY);
    }

    @Override
    public Object read(@Nullable MapReader guards, Risk risk, ResourceLabels labels) {
        return guards == null ? RiskDefaults.STALE_AFTER : guards.get(KEY);
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        return List.of("the event is older than " + Durations.format(guards.staleAfter()) + ": ignores the detection,"
                + " or calls a person when the incident has waited meanwhile"
                + RiskDefaults.mark(guards.staleAfter().equals(RiskDefaults.STALE_AFTER), risk));
    }

    @Override
    public GuardResult check(GuardContext context) {
        long now = context.now();
        long oldest = now - context.guards().staleAfter().toMillis();
        long newest = ClearingEvaluator.vouchedAt(context.incident());
        // A rung that confirms first may look at an old symptom.
        if (!context.isFirstRung() || newest >= oldest || context.confirmsFirst()) {
            return GuardResult.ACT;
        }
        if (NewEvidenceGuard.needsFurtherMatch(context)) {
            return GuardResult.ACT; // that guard decides
        }
        boolean wasSilenced = SilenceGuard.wasSilenced(context, newest);
        if (!context.policy().lastsUntilCleared() && (wasSilenced || context.wasOutOfHours(newest))) {
            return GuardResult.ignore(
                    Reason.STALE_EVENT,
                    (wasSilenced ? "a silence" : "its time intervals")
                            + " held it back, and no event of it came in the last "
                            + Durations.format(context.guards().staleAfter()));
        }
        if (!context.policy().lastsUntilCleared()) {
            return GuardResult.ignore(Reason.WAITED_TOO_LONG, waitedTooLong(context.incident(), context.policy(), now));
        }
        return NewEvidenceGuard.untilRead(
                context, oldest, Reason.SOURCE_STALE, "its sources have not been read up to now");
    }

    /** What the person who is called is told. */
    public static String waitedTooLong(Incident incident, Policy policy, long now) {
        return "its newest event is " + (now - ClearingEvaluator.newestMatchAt(incident)) / 1000 + "s old, more than "
                + policy.guards().staleAfter().toSeconds()
                + "s, and no source said that the symptom has ended; it waited here for "
                + (now - incident.since()) / 1000 + "s, last with the reason "
                + incident.reason().code();
    }
}
