package dev.farrier.decide.guard;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import org.jspecify.annotations.Nullable;

/** What people leave alone for a time, by a silence or a maintenance: nobody is called for it. */
public final class LeftAlone {
    private LeftAlone() {}

    /** As the guards of both answer, where a person would be called. */
    public static GuardResult check(DecisionContext context, Incident incident, @Nullable Resource resource) {
        GuardResult silenced = SilenceGuard.check(context, incident, resource, null);
        return silenced.passes() ? MaintenanceGuard.check(context, incident, resource) : silenced;
    }

    /** Whether it waits for the end of that. */
    public static boolean isReasonOf(Incident incident) {
        return incident.reason() == Reason.SILENCED || incident.reason() == Reason.MAINTENANCE;
    }
}
