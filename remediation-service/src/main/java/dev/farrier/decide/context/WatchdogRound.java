package dev.farrier.decide.context;

import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.IncidentRecord.IgnoredDetections;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.Watchdog;
import java.util.TreeMap;

/**
 * An incident of the watchdog's policy: one round through the whole loop. It is decided as any other is, but it is not published
 * and counts against no limit, and what would make another wait or call a person ends it: the next event begins anew. The first
 * round that fails is in the audit, with how many failed after it.
 */
public final class WatchdogRound {
    private WatchdogRound() {}

    public static boolean is(Incident incident) {
        return Watchdog.is(incident.policy());
    }

    /** What it acts on stands in no inventory: the site itself. */
    public static Resource target(String name, String site) {
        return new Resource(name, "", site, "", Labels.empty(), new TreeMap<>());
    }

    /** It is over, whatever its end: a round is full when the symptom was cleared after the action. */
    static void handleEnd(DecisionContext context, Incident over) {
        if (over.state() != IncidentState.RESOLVED || over.reason() != Reason.CLEARED) {
            return;
        }
        context.emit(new Effect.CompleteRound(over.site(), over.detection().time()));
        IgnoredDetections failed =
                context.state.get(IgnoredDetections.key(over.policy(), over.group()), IgnoredDetections.class);
        if (failed != null) {
            IgnoredDetectionCounter.expire(context, failed);
        }
    }
}
